import "turnout-kit/element";
import { useViewerCount } from "turnout-kit/react";
import type { TurnoutBadge } from "turnout-kit/element";
import type { HTMLAttributes } from "react";

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      "turnout-badge": HTMLAttributes<TurnoutBadge> & { auction: string };
    }
  }
}

/** The count as a number of the application and as the finished badge: both share one connection. */
export function Auction({ id }: { id: string }) {
  const { count, status } = useViewerCount(id);
  return (
    <section id={`auction-${id}`}>
      <h2>
        Auction {id} <turnout-badge auction={id} />
      </h2>
      <p data-status={status}>
        <output>{count ?? "–"}</output> watching
      </p>
    </section>
  );
}

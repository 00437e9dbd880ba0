import { useViewerCount } from "turnout-kit/react";
import { count, dateTime } from "../format.js";
import { socketServer } from "../socket-server.js";
import { strings } from "../strings.js";

/** The count over the lobby: shown without being counted, one connection for all auctions of the page. */
export function LiveCount({ id, skip = false }: { id: string; skip?: boolean }) {
  const live = useViewerCount(id, { server: socketServer, passive: true, skip });
  const title = live.asOf === undefined ? "" : ` · ${strings.auction.asOf(dateTime(live.asOf))}`;
  return (
    <span className="live" data-status={live.status} title={`${strings.status[live.status] ?? ""}${title}`}>
      {count(live.count)}
    </span>
  );
}

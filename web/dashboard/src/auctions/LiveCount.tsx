import { useViewerCount } from "turnout-kit/react";
import { clock, count } from "../format.js";
import { socketServer } from "../socket-server.js";
import { strings } from "../strings.js";

/** The count over the lobby: shown without being counted, one connection for all auctions of the page. */
export function LiveCount({ id, detailed = false }: { id: string; detailed?: boolean }) {
  const live = useViewerCount(id, { server: socketServer, passive: true });
  const asOf = live.asOf === undefined ? "" : strings.auction.asOf(clock(live.asOf));
  const status = strings.connection[live.status] ?? "";
  return (
    <span className="live" data-status={live.status} title={`${status} ${asOf}`}>
      {count(live.count)}
      {detailed && (
        <small>
          {strings.auction.now} · {status} {asOf && `· ${asOf}`}
        </small>
      )}
    </span>
  );
}

/** States why there are no live counts; nothing while they work. */
export function LobbyWarning({ id }: { id: string }) {
  const { status } = useViewerCount(id, { server: socketServer, passive: true });
  return status === "offline" ? (
    <p role="alert" className="error">
      {strings.list.lobbyDown(location.origin)}
    </p>
  ) : null;
}

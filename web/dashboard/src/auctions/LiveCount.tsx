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
      {detailed ? (
        <small>
          {strings.auction.now} · {status} {asOf && `· ${asOf}`}
        </small>
      ) : (
        live.status !== "live" && asOf && <small>{asOf}</small>
      )}
    </span>
  );
}

/** Whether the counts of the page are current, and why there are none. */
export function LobbyStatus({ id }: { id: string }) {
  const { status } = useViewerCount(id, { server: socketServer, passive: true });
  return status === "offline" ? (
    <p role="alert" className="error">
      {strings.list.lobbyDown(location.origin)}
    </p>
  ) : (
    <p className="hint lobby">{strings.list.lobby(strings.connection[status] ?? "")}</p>
  );
}

import { api, type ServerOutbox, type SetAside } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { clock, count, dateTime } from "../format.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { useRemote } from "../useRemote.js";
import { allServersText, droppedText, serversOf, waitingText } from "./summary.js";

const REFRESH_MILLIS = 10_000;
const LINE_REFRESH_MILLIS = 30_000;
const text = strings.outbox;

/** The snapshots that each socket-server holds for backend-api. */
export function Delivery() {
  const { data, error, reload } = useRemote(api.outbox, REFRESH_MILLIS);
  return (
    <section className="card delivery" aria-labelledby="delivery">
      <h2 id="delivery">{text.title}</h2>
      <ErrorText text={error} />
      {data !== undefined && (
        <>
          {serversOf(data.outbox).map((server) => (
            <Server key={server.server ?? ""} outbox={server} asOf={data.asOf} />
          ))}
          {data.outbox.missing !== undefined && data.outbox.missing.length > 0 && (
            <p className="error">{text.missing(data.outbox.missing.join(", "))}</p>
          )}
          {serversOf(data.outbox).some(({ setAside }) => setAside.length > 0) && <Retry onRetried={reload} />}
        </>
      )}
      <small className="hint">{text.how}</small>
    </section>
  );
}

/** One line for all servers, for the page of an auction. */
export function DeliveryLine() {
  const { data } = useRemote(api.outbox, LINE_REFRESH_MILLIS);
  return data === undefined ? null : (
    <p className="hint delivery-line">
      {text.title}: {allServersText(data.outbox, Date.parse(data.asOf))} {strings.auction.asOf(clock(data.asOf))}
    </p>
  );
}

function Server({ outbox, asOf }: { outbox: ServerOutbox; asOf: string }) {
  const dropped = droppedText(outbox);
  return (
    <>
      {outbox.server !== undefined && <h3>{text.server(outbox.server)}</h3>}
      <p>
        {waitingText(outbox, Date.parse(asOf))} <small className="hint">{strings.auction.asOf(clock(asOf))}</small>
      </p>
      {outbox.backendUnavailable && <p className="error">{text.unavailable}</p>}
      {outbox.setAside.length > 0 && <SetAsideTable groups={outbox.setAside} of={outbox.server} />}
      {dropped !== undefined && <p className="error">{dropped}</p>}
    </>
  );
}

/** Sends again what is set aside at all servers. */
function Retry({ onRetried }: { onRetried: () => void }) {
  const { busy, error, run } = useAction();
  const retry = async () => {
    if (await run(api.retryOutbox)) {
      onRetried();
    }
  };
  return (
    <>
      <p className="actions">
        <button type="button" disabled={busy} onClick={() => void retry()}>
          {text.retry}
        </button>
      </p>
      <ErrorText text={error} />
    </>
  );
}

/** @param of the server; undefined when it is the only one */
function SetAsideTable({ groups, of }: { groups: SetAside[]; of: string | undefined }) {
  const label = of === undefined ? text.setAside : `${text.setAside}: ${text.server(of)}`;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={label}>
      <table>
        <caption>{text.setAside}</caption>
        <thead>
          <tr>
            <th scope="col">{text.status}</th>
            <th scope="col">{text.snapshots}</th>
            <th scope="col">{text.auctions}</th>
            <th scope="col">{text.minutes}</th>
            <th scope="col">{text.reason}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.status}>
              <th scope="row">{group.status}</th>
              <td className="number">{count(group.snapshots)}</td>
              <td className="number">{count(group.auctions)}</td>
              <td>
                {dateTime(group.oldest)} – {dateTime(group.newest)}
              </td>
              <td>{group.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { api, type SetAside } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { clock, count, dateTime } from "../format.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { useRemote } from "../useRemote.js";
import { droppedText, waitingText } from "./summary.js";

const REFRESH_MILLIS = 10_000;
const text = strings.outbox;

/** The snapshots that socket-server holds for backend-api. */
export function Delivery() {
  const { data, error, reload } = useRemote(api.outbox, REFRESH_MILLIS);
  return (
    <section className="card delivery" aria-labelledby="delivery">
      <h2 id="delivery">{text.title}</h2>
      <ErrorText text={error} />
      {data !== undefined && (
        <>
          <p>
            {waitingText(data.outbox, Date.parse(data.asOf))}{" "}
            <small className="hint">{strings.auction.asOf(clock(data.asOf))}</small>
          </p>
          {data.outbox.backendUnavailable && <p className="error">{text.unavailable}</p>}
          {data.outbox.setAside.length > 0 && <SetAsideTable groups={data.outbox.setAside} onRetried={reload} />}
          {droppedText(data.outbox) !== undefined && <p className="error">{droppedText(data.outbox)}</p>}
        </>
      )}
      <small className="hint">{text.how}</small>
    </section>
  );
}

function SetAsideTable({ groups, onRetried }: { groups: SetAside[]; onRetried: () => void }) {
  const { busy, error, run } = useAction();
  const retry = async () => {
    if (await run(api.retryOutbox)) {
      onRetried();
    }
  };
  return (
    <>
      <div className="scroll" tabIndex={0} role="region" aria-label={text.setAside}>
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
      <p className="actions">
        <button type="button" disabled={busy} onClick={() => void retry()}>
          {text.retry}
        </button>
      </p>
      <ErrorText text={error} />
    </>
  );
}

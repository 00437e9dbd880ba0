import { useCallback, useState, type FormEvent } from "react";
import { api, type Share } from "../api.js";
import { ConfirmButton } from "../ConfirmButton.js";
import { CopyButton } from "../CopyButton.js";
import { ErrorText } from "../ErrorText.js";
import { dateTime, instantOf, LATEST_LOCAL, zoneName } from "../format.js";
import { shareLink } from "../router.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { useRemote } from "../useRemote.js";

const REFRESH_MILLIS = 60_000;
const text = strings.shares;

/** Read-only links to the auction: create, copy once, revoke. */
export function Shares({ auction }: { auction: string }) {
  const { data: shares, error, reload } = useRemote(
    useCallback(() => api.shares(auction), [auction]),
    REFRESH_MILLIS,
  );
  return (
    <section>
      <h2>{text.title}</h2>
      <p className="hint">{text.text}</p>
      <ErrorText text={error} />
      {shares !== undefined && shares.length > 0 && (
        <table className="card">
          <thead>
            <tr>
              <th scope="col">{text.made}</th>
              <th scope="col">{text.by}</th>
              <th scope="col">{text.expires}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {shares.map((share) => (
              <tr key={share.id}>
                <th scope="row">{dateTime(share.createdAt)}</th>
                <td>{share.createdBy}</td>
                <td>{expiry(share)}</td>
                <td>
                  <ConfirmButton
                    text={text.revoke}
                    question={text.revokeQuestion}
                    action={() => api.removeShare(auction, share.id)}
                    onDone={reload}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <CreateShare auction={auction} onCreated={reload} />
    </section>
  );
}

function expiry({ expired, expiresAt }: Share): string {
  if (expired) return text.expired;
  return expiresAt === null ? text.never : dateTime(expiresAt);
}

function CreateShare({ auction, onCreated }: { auction: string; onCreated: () => void }) {
  const { busy, error, run } = useAction();
  const [link, setLink] = useState<string>();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const until = String(new FormData(event.currentTarget).get("until") ?? "");
    const created = await run(async () => {
      const token = await api.addShare(auction, until ? instantOf(until, false) : undefined);
      setLink(shareLink(location.href, token));
    });
    if (created) {
      onCreated();
    }
  };
  return (
    <form className="row" onSubmit={(event) => void submit(event)}>
      <label>
        {text.until(zoneName(false))}
        <input name="until" type="datetime-local" max={LATEST_LOCAL} />
      </label>
      <button type="submit" disabled={busy}>
        {text.create}
      </button>
      <ErrorText text={error} />
      {link !== undefined && (
        <p className="created-link" role="status">
          {text.created} <code>{link}</code> <CopyButton key={link} text={link} label={text.copy} />
        </p>
      )}
    </form>
  );
}

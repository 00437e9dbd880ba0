import { useRef, type FormEvent } from "react";
import { api, type Auction } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";

export function CreateAuction({ onCreated }: { onCreated: (auction: Auction) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { busy, error, run } = useAction();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const id = String(values.get("id") ?? "").trim();
    const title = String(values.get("title") ?? "").trim();
    const enableViewerAnalytics = values.get("analytics") === "on";
    const created = await run(async () => onCreated(await api.create({ title, enableViewerAnalytics, ...(id ? { id } : {}) })));
    if (created) {
      dialog.current?.close();
      form.reset();
    }
  };

  return (
    <>
      <button type="button" className="primary" onClick={() => dialog.current?.showModal()}>
        {strings.list.create}
      </button>
      <dialog ref={dialog} aria-labelledby="create-title">
        <form onSubmit={(event) => void submit(event)}>
          <h2 id="create-title">{strings.create.title}</h2>
          <label>
            {strings.create.name}
            <input name="title" required maxLength={200} />
          </label>
          <label>
            {strings.create.id}
            <input name="id" pattern="[A-Za-z0-9_\-]{1,64}" aria-describedby="id-hint" />
          </label>
          <p id="id-hint" className="hint">
            {strings.create.idHint}
          </p>
          <label className="check">
            <input name="analytics" type="checkbox" defaultChecked />
            {strings.list.analytics}
          </label>
          <p className="hint">{strings.list.analyticsText}</p>
          <ErrorText text={error} />
          <p className="actions end">
            <button type="button" onClick={() => dialog.current?.close()}>
              {strings.cancel}
            </button>
            <button type="submit" className="primary" disabled={busy}>
              {strings.create.submit}
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}

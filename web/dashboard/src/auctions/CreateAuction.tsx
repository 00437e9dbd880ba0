import { useRef, useState, type FormEvent } from "react";
import { api, type Auction } from "../api.js";
import { strings } from "../strings.js";

export function CreateAuction({ onCreated }: { onCreated: (auction: Auction) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [error, setError] = useState<string>();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const id = String(values.get("id") ?? "").trim();
    try {
      const auction = await api.create({
        title: String(values.get("title") ?? "").trim(),
        enableViewerAnalytics: values.get("analytics") === "on",
        ...(id ? { id } : {}),
      });
      dialog.current?.close();
      form.reset();
      setError(undefined);
      onCreated(auction);
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
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
          {error !== undefined && (
            <p role="alert" className="error">
              {error}
            </p>
          )}
          <p className="actions">
            <button type="button" onClick={() => dialog.current?.close()}>
              {strings.create.cancel}
            </button>
            <button type="submit" className="primary">
              {strings.create.submit}
            </button>
          </p>
        </form>
      </dialog>
    </>
  );
}

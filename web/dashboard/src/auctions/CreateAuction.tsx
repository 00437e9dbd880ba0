import { useEffect, useRef, type FormEvent } from "react";
import { api, type Auction } from "../api.js";
import { DialogButton } from "../DialogButton.js";
import { ErrorText } from "../ErrorText.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";

interface Props {
  onCreated: (auction: Auction) => void;
}

export function CreateAuction(props: Props) {
  return (
    <DialogButton
      className="primary"
      text={strings.list.create}
      dialog={(close) => <CreateDialog {...props} onClose={close} />}
    />
  );
}

function CreateDialog({ onCreated, onClose }: Props & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { busy, error, run } = useAction();
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const id = String(values.get("id") ?? "").trim();
    const title = String(values.get("title") ?? "").trim();
    const enableViewerAnalytics = values.get("analytics") === "on";
    if (await run(async () => onCreated(await api.create({ title, enableViewerAnalytics, ...(id ? { id } : {}) })))) {
      onClose();
    }
  };

  return (
    <dialog ref={dialog} aria-labelledby="create-title" onClose={onClose}>
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
          <button type="button" onClick={onClose}>
            {strings.cancel}
          </button>
          <button type="submit" className="primary" disabled={busy}>
            {strings.create.submit}
          </button>
        </p>
      </form>
    </dialog>
  );
}

import { useId, useRef } from "react";
import { ErrorText } from "./ErrorText.js";
import { strings } from "./strings.js";
import { useAction } from "./useAction.js";

interface Props {
  text: string;
  /** What the confirmed action does. */
  question: string;
  label?: string;
  action: () => Promise<unknown>;
  onDone: () => void;
}

/** A button whose action is confirmed in a dialog. */
export function ConfirmButton({ text, question, label, action, onDone }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { busy, error, run } = useAction();
  const id = useId();
  const confirmed = async () => {
    if (await run(action)) {
      dialog.current?.close();
      onDone();
    }
  };
  return (
    <>
      <button type="button" className="danger" aria-label={label} onClick={() => dialog.current?.showModal()}>
        {text}
      </button>
      <dialog ref={dialog} aria-labelledby={id}>
        <p id={id}>{question}</p>
        <ErrorText text={error} />
        <p className="actions end">
          <button type="button" autoFocus onClick={() => dialog.current?.close()}>
            {strings.cancel}
          </button>
          <button type="button" className="danger" disabled={busy} onClick={() => void confirmed()}>
            {text}
          </button>
        </p>
      </dialog>
    </>
  );
}

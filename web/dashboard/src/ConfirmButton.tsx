import { useEffect, useId, useRef } from "react";
import { DialogButton } from "./DialogButton.js";
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
export function ConfirmButton(props: Props) {
  return (
    <DialogButton
      className="danger"
      text={props.text}
      label={props.label}
      dialog={(close) => <Confirmation {...props} onClose={close} />}
    />
  );
}

function Confirmation({ text, question, action, onDone, onClose }: Props & { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { busy, error, run } = useAction();
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const confirmed = async () => {
    if (await run(action)) {
      onClose();
      onDone();
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <p id={id}>{question}</p>
      <ErrorText text={error} />
      <p className="actions end">
        <button type="button" autoFocus onClick={onClose}>
          {strings.cancel}
        </button>
        <button type="button" className="danger" disabled={busy} onClick={() => void confirmed()}>
          {text}
        </button>
      </p>
    </dialog>
  );
}

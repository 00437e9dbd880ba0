import { useRef, useState, type ReactNode } from "react";

interface Props {
  className: string;
  text: string;
  label?: string | undefined;
  dialog: (close: () => void) => ReactNode;
}

/** A button that opens a dialog and has the focus again afterwards. The dialog exists only while it is open. */
export function DialogButton({ className, text, label, dialog }: Props) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setOpen(false);
    button.current?.focus();
  };
  return (
    <>
      <button ref={button} type="button" className={className} aria-label={label} onClick={() => setOpen(true)}>
        {text}
      </button>
      {open && dialog(close)}
    </>
  );
}

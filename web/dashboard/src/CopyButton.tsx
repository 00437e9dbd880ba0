import { useState } from "react";
import { strings } from "./strings.js";

const text = strings.start;

/** Copies a text that stands beside it. */
export function CopyButton({ text: copied, label = text.copy }: { text: string; label?: string }) {
  const [result, setResult] = useState<string>();
  const copy = () =>
    void write(copied).then(
      () => setResult(text.copied),
      () => setResult(text.notCopied),
    );
  return (
    <>
      <button type="button" onClick={copy}>
        {result ?? label}
      </button>
      <span role="status" className="visually-hidden">
        {result}
      </span>
    </>
  );
}

async function write(copied: string): Promise<void> {
  if (isSecureContext) {
    await navigator.clipboard.writeText(copied);
  } else if (!copySelected(copied)) {
    throw new Error("the browser does not allow copying");
  }
}

/** Over plain HTTP browsers have no clipboard, but copy what is selected. */
function copySelected(copied: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement("textarea");
  area.className = "visually-hidden";
  area.value = copied;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}

import { useState } from "react";
import { strings } from "./strings.js";

/** Copies a text; where the browser allows no clipboard, the text can still be selected beside the button. */
export function CopyButton({ text, label = strings.start.copy }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button type="button" onClick={copy}>
      {copied ? strings.start.copied : label}
    </button>
  );
}

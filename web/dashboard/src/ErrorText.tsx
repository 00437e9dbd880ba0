/** A failure, announced when it appears. */
export function ErrorText({ text }: { text: string | undefined }) {
  return text === undefined ? null : (
    <p role="alert" className="error">
      {text}
    </p>
  );
}

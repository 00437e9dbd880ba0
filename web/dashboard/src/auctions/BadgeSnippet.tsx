import { CopyButton } from "../CopyButton.js";
import { socketServer } from "../socket-server.js";

/** What a page needs to show the count of an auction, with the address of socket-server filled in. */
export function BadgeSnippet({ auction }: { auction: string }) {
  const snippet = `<script src="${socketServer}/turnout.js" defer></script>\n<turnout-badge auction="${auction}"></turnout-badge>`;
  return (
    <>
      <pre tabIndex={0}>
        <code>{snippet}</code>
      </pre>
      <CopyButton text={snippet} />
    </>
  );
}

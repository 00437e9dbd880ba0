import { CopyButton } from "../CopyButton.js";
import { socketServer } from "../socket-server.js";
import { strings } from "../strings.js";

const text = strings.start;

export function badgeSnippet(auction: string): string {
  return `<script src="${socketServer}/turnout.js" async></script>\n<turnout-badge auction="${auction}"></turnout-badge>`;
}

/** Shown while there is no auction: what to do next, with the address of socket-server filled in. */
export function FirstSteps() {
  const snippet = badgeSnippet("YOUR-AUCTION-ID");
  return (
    <section className="card first-steps">
      <h2>{text.title}</h2>
      <ol>
        <li>{text.create}</li>
        <li>
          {text.snippet}
          <pre tabIndex={0}>
            <code>{snippet}</code>
          </pre>
          <CopyButton text={snippet} />
        </li>
        <li>{text.origin}</li>
      </ol>
      <p>{text.result}</p>
    </section>
  );
}

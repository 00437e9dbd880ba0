import { socketServer } from "../socket-server.js";
import { strings } from "../strings.js";

/** Shown while there is no auction: what to do next, with this server's address filled in. */
export function FirstSteps({ auction }: { auction: string }) {
  const snippet = `<script src="${socketServer}/turnout.js" async></script>\n<turnout-badge auction="${auction}"></turnout-badge>`;
  return (
    <section className="first-steps">
      <h2>{strings.start.title}</h2>
      <p>{strings.start.text}</p>
      <pre>
        <code>{snippet}</code>
      </pre>
    </section>
  );
}

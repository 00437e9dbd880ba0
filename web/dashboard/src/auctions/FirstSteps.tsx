import { strings } from "../strings.js";
import { BadgeSnippet } from "./BadgeSnippet.js";

const text = strings.start;

/** What to do next; shown until an auction has had a viewer. */
export function FirstSteps({ auction = "YOUR-AUCTION-ID" }: { auction?: string | undefined }) {
  return (
    <section className="card first-steps">
      <h2>{text.title}</h2>
      <ol>
        <li>{text.create}</li>
        <li>
          {text.snippet}
          <BadgeSnippet auction={auction} />
        </li>
        <li>{text.origin}</li>
      </ol>
      <p>{text.result}</p>
    </section>
  );
}

import type { Viewers } from "../api.js";
import { count, dateTime, duration } from "../format.js";
import { strings } from "../strings.js";

const text = strings.figures;

interface FigureText {
  name: string;
  how: string;
  value: string;
  detail?: string | undefined;
}

/** The key figures of a span as texts, for the page and the report. */
export function figuresOf({ summary, coverage }: Viewers, utc: boolean): FigureText[] {
  const peakAt = summary.overallPeakAt ? dateTime(summary.overallPeakAt, utc) : undefined;
  const session = summary.averageSessionSeconds;
  const known = summary.duration > 0;
  return [
    { ...text.peak, value: known ? count(summary.overallPeak) : strings.unknown, detail: peakAt },
    { ...text.average, value: known ? count(summary.overallAvg) : strings.unknown },
    { ...text.unique, value: count(summary.uniqueViewers) },
    { ...text.watch, value: count(summary.watchMinutes === null ? null : Math.round(summary.watchMinutes)) },
    { ...text.session, value: session === null || session === undefined ? strings.unknown : duration(session) },
    { ...text.joins, value: count(summary.joins) },
    { ...text.leaves, value: count(summary.leaves) },
    { ...text.observed, value: strings.auction.observed(coverage.observedMinutes, coverage.minutes) },
  ];
}

/** Each figure has a text that states how it is counted. */
export function Figures({ viewers, utc }: { viewers: Viewers; utc: boolean }) {
  return (
    <dl className="figures">
      {figuresOf(viewers, utc).map((figure) => (
        <Figure key={figure.name} {...figure} />
      ))}
    </dl>
  );
}

function Figure({ name, how, value, detail }: FigureText) {
  return (
    <div className="card">
      <dt>
        {name}
        <details className="how">
          <summary aria-label={`${strings.how} ${name}`}>?</summary>
          <p>{how}</p>
        </details>
      </dt>
      <dd>
        {value}
        {detail !== undefined && <small>{detail}</small>}
      </dd>
    </div>
  );
}

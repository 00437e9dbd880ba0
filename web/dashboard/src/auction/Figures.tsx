import type { Summary } from "../api.js";
import { count, dateTime } from "../format.js";
import { strings } from "../strings.js";

const text = strings.figures;

/** Key figures of a span; each has a text that states how it is counted. */
export function Figures({ summary, minutes, utc }: { summary: Summary; minutes: number; utc: boolean }) {
  const peakAt = summary.overallPeakAt ? dateTime(summary.overallPeakAt, utc) : undefined;
  return (
    <dl className="figures">
      <Figure {...text.peak} value={count(summary.overallPeak)} detail={peakAt} />
      <Figure {...text.average} value={count(summary.overallAvg)} />
      <Figure {...text.unique} value={count(summary.uniqueViewers)} />
      <Figure {...text.watch} value={count(summary.watchMinutes === null ? null : Math.round(summary.watchMinutes))} />
      <Figure {...text.joins} value={count(summary.joins)} />
      <Figure {...text.leaves} value={count(summary.leaves)} />
      <Figure {...text.observed} value={strings.auction.observed(summary.duration, Math.max(minutes, summary.duration))} />
    </dl>
  );
}

function Figure({ name, how, value, detail }: { name: string; how: string; value: string; detail?: string | undefined }) {
  return (
    <div>
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

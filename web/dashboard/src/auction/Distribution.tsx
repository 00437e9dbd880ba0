import type { Summary } from "../api.js";
import { count, duration, percent } from "../format.js";
import { strings } from "../strings.js";

const text = strings.sessions;
const MAX_ROWS = 50;

interface Row {
  name: string;
  value: number;
}

/** Session lengths, retention, sections and countries, as far as they are known. */
export function Distributions({ summary }: { summary: Summary }) {
  const { sessionSeconds, retention, sections, countries } = summary;
  return (
    <div className="columns">
      {sessionSeconds && <Distribution title={text.title} hint={text.how} column={text.value} rows={sessionRows(sessionSeconds)} />}
      {retention && retention.length > 0 && (
        <Distribution
          title={text.retention}
          hint={text.retentionHow}
          column={text.share}
          rows={retention.map(({ seconds, share }) => ({ name: text.lasted(duration(seconds)), value: share }))}
          format={percent}
          max={1}
        />
      )}
      {sections && <Distribution title={text.sections} hint={text.newestHow} column={text.viewers} rows={rowsOf(sections)} />}
      {countries && <Distribution title={text.countries} hint={text.newestHow} column={text.viewers} rows={countryRows(countries)} />}
    </div>
  );
}

export function sessionRows(sessionSeconds: Record<string, number>): Row[] {
  return Object.entries(sessionSeconds)
    .map(([bound, value]) => ({ seconds: bound === "+Inf" ? Infinity : Number(bound), value }))
    .sort((a, b) => a.seconds - b.seconds)
    .map(({ seconds, value }) => ({
      name: Number.isFinite(seconds) ? text.upTo(duration(seconds)) : text.longer,
      value,
    }));
}

const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "code" });

/** Countries by name; sessions without one are a row of their own, at the end. */
export function countryRows(countries: Record<string, number>): Row[] {
  const { unknown, ...known } = countries;
  const rows = rowsOf(known).map(({ name, value }) => ({ name: countryName(name), value }));
  return unknown === undefined ? rows : [...rows, { name: text.unknownCountry, value: unknown }];
}

function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (countryNames.of(code) ?? code) : code;
}

/** The largest first; those after {@link MAX_ROWS} are one row together, at the end. */
export function rowsOf(numbers: Record<string, number>): Row[] {
  const rows = Object.entries(numbers)
    .map(([name, value]) => ({ name, value }))
    .sort((a, b) => b.value - a.value);
  const others = rows.slice(MAX_ROWS).reduce((sum, { value }) => sum + value, 0);
  return [...rows.slice(0, MAX_ROWS), ...(others > 0 ? [{ name: text.others, value: others }] : [])];
}

interface DistributionProps {
  title: string;
  column: string;
  rows: readonly Row[];
  hint?: string;
  format?: (value: number) => string;
  max?: number;
}

/** Named values as a table with bars. */
function Distribution({ title, column, rows, hint, format = count, max }: DistributionProps) {
  const largest = max ?? Math.max(1, ...rows.map(({ value }) => value));
  if (rows.length === 0) {
    return null;
  }
  return (
    <section className="distribution">
      <h2>{title}</h2>
      {hint !== undefined && <p className="hint">{hint}</p>}
      <table>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{text.name}</th>
            <th scope="col">{column}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="number">
                <span className="bar-cell">
                  <svg className="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={(100 * value) / largest} height="8" />
                  </svg>
                  {format(value)}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

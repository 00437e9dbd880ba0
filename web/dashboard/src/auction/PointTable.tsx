import type { Point } from "../api.js";
import { count, dateTime } from "../format.js";
import { strings } from "../strings.js";

const text = strings.chart;
const COLUMNS = [text.average, text.minimum, text.maximum, text.joins, text.leaves];
/** More rows would take longer to render than a page may be unresponsive. */
const ROWS = 300;

/** The newest points of the chart as a table, for screen readers and for exact values. Rendered when it is opened. */
export function PointTable({ points, utc }: { points: readonly Point[]; utc: boolean }) {
  const newest = points.slice(-ROWS);
  return (
    <>
      {newest.length < points.length && <p className="hint">{strings.auction.tableCut(newest.length)}</p>}
      <div className="scroll tall" tabIndex={0} role="region" aria-label={text.label}>
        <table className="card">
          <thead>
            <tr>
              <th scope="col">{text.time}</th>
              {COLUMNS.map((title) => (
                <th key={title} scope="col" className="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newest.map((point) => (
              <tr key={point.timestamp}>
                <th scope="row">{dateTime(point.timestamp, utc)}</th>
                <td className="number">{count(point.avgViewers)}</td>
                <td className="number">{count(point.exactMin ?? point.minViewers)}</td>
                <td className="number">{count(point.exactPeak ?? point.peakViewers)}</td>
                <td className="number">{count(point.joins)}</td>
                <td className="number">{count(point.leaves)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

import type { Point } from "../api.js";
import { count, dateTime } from "../format.js";
import { strings } from "../strings.js";

/** The points of the chart as a table, for screen readers and for exact values. Rendered when it is opened. */
export function PointTable({ points, utc }: { points: readonly Point[]; utc: boolean }) {
  const text = strings.chart;
  return (
    <table className="points">
      <thead>
        <tr>
          {[text.time, text.average, text.minimum, text.maximum, text.joins, text.leaves].map((title) => (
            <th key={title} scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
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
  );
}

import type { Marker } from "../api.js";
import { change, count, moment } from "../format.js";
import { strings } from "../strings.js";
import { detailsOf } from "./audience-data.js";

const text = strings.markers;
const ROWS = 200;

/** The newest bids and sales with the audience at each. */
export function MarkerTable({ markers, utc }: { markers: readonly Marker[]; utc: boolean }) {
  if (markers.length === 0) {
    return null;
  }
  return (
    <details>
      <summary>
        {text.title} ({count(markers.length)})
      </summary>
      <p className="hint">{text.how}</p>
      {markers.length > ROWS && <p className="hint">{text.cut(count(ROWS))}</p>}
      <div className="scroll" tabIndex={0} role="region" aria-label={text.title}>
        <table className="card">
          <thead>
            <tr>
              <th scope="col">{strings.chart.time}</th>
              <th scope="col">{text.kind}</th>
              <th scope="col">{text.data}</th>
              <th scope="col" className="number">
                {text.audience}
              </th>
              <th scope="col" className="number">
                {text.change}
              </th>
            </tr>
          </thead>
          <tbody>
            {markers.slice(-ROWS).map((marker, index) => (
              <tr key={index}>
                <th scope="row">{moment(marker.timestamp, utc)}</th>
                <td>{marker.kind === "sold" ? strings.chart.sold : strings.chart.bid}</td>
                <td>{detailsOf(marker.data)}</td>
                <td className="number">{count(marker.audience)}</td>
                <td className="number">{change(marker.change)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

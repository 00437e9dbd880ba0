import { strings } from "../strings.js";
import type { ChartData } from "./chart-data.js";
import { legendOf } from "./legend.js";

export function ChartLegend({ data, names }: { data: ChartData; names: readonly string[] }) {
  return (
    <ul className="legend" aria-label={strings.chart.legend}>
      {legendOf(data, names).map(({ kind, name }) => (
        <li key={kind}>
          <span className={`swatch ${kind}`} aria-hidden="true" />
          {name}
        </li>
      ))}
    </ul>
  );
}

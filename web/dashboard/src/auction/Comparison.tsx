import { useCallback, useMemo, useState } from "react";
import { api } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { count, offset } from "../format.js";
import { strings } from "../strings.js";
import { useRemote } from "../useRemote.js";
import { AudienceChart } from "./AudienceChart.js";
import { compared, type ChartData, type Span } from "./chart-data.js";
import { plotData } from "./plot-options.js";
import { zoomed } from "./range.js";

const REFRESH_MILLIS = 60_000;
const text = strings.compare;

/** Loads the other auctions only when the list is used. */
export function CompareSelect(props: { auction: string; value: string; onChange: (other: string) => void }) {
  const { auction, value, onChange } = props;
  const [others, setOthers] = useState<{ id: string; title: string }[]>([]);
  const load = () => {
    if (others.length === 0) {
      void api.auctions().then(
        (all) => setOthers(all.filter(({ id }) => id !== auction)),
        () => {}, // the next use of the list tries again
      );
    }
  };
  return (
    <label className="inline">
      {text.title}
      <select value={value} onFocus={load} onPointerDown={load} onChange={(event) => onChange(event.target.value)}>
        <option value="">{text.none}</option>
        {others.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Two auctions on an axis that begins at the start of each. */
export function Comparison({ auction, other }: { auction: string; other: string }) {
  const { data, error } = useRemote(
    useCallback(() => api.compare(auction, other), [auction, other]),
    REFRESH_MILLIS,
  );
  const [zoom, setZoom] = useState<Span>();
  const chart = useMemo(() => data && compared(data), [data]);
  const names = useMemo(() => data?.map(({ title }) => title), [data]);
  const started = data?.every(({ start }) => start !== null);
  return (
    <>
      <ErrorText text={error} />
      {started === false && <p className="notice">{text.notStarted}</p>}
      {chart !== undefined && names !== undefined && (
        <AudienceChart
          data={zoom === undefined ? chart : { ...chart, span: zoom }}
          names={names}
          utc={false}
          onZoom={(span) => setZoom(zoomed(span, chart.span))}
          onReset={() => setZoom(undefined)}
        />
      )}
      <p className="hint">{text.aligned}</p>
      {chart !== undefined && names !== undefined && <ComparisonTable chart={chart} names={names} />}
    </>
  );
}

/** More rows would take longer to render than a page may be unresponsive. */
const ROWS = 300;

/** Both curves for screen readers and for exact values; rendered when it is opened. */
function ComparisonTable({ chart, names }: { chart: ChartData; names: readonly string[] }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.table}</summary>
      {open && <ComparisonRows chart={chart} names={names} />}
    </details>
  );
}

function ComparisonRows({ chart, names }: { chart: ChartData; names: readonly string[] }) {
  const [times, ...curves] = plotData(chart);
  const known = [...times].map((time, i) => ({ time, values: curves.map((curve) => curve[i] ?? null) }));
  const rows = known.filter(({ values }) => values.some((value) => value !== null));
  const newest = rows.slice(-ROWS);
  return (
    <>
      {newest.length < rows.length && <p className="hint">{strings.auction.tableCut(newest.length)}</p>}
      <div className="scroll tall" tabIndex={0} role="region" aria-label={text.table}>
        <table className="card">
          <thead>
            <tr>
              <th scope="col">{text.start}</th>
              {names.map((title, i) => (
                <th key={i} scope="col" className="number">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {newest.map(({ time, values }) => (
              <tr key={time}>
                <th scope="row">{offset(time)}</th>
                {values.map((value, i) => (
                  <td key={i} className="number">
                    {count(value)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

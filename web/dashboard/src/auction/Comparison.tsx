import { useCallback, useMemo, useState } from "react";
import { api } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { strings } from "../strings.js";
import { useRemote } from "../useRemote.js";
import { AudienceChart } from "./AudienceChart.js";
import { compared, type Span } from "./chart-data.js";
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
          onZoom={(span) => setZoom(zoomed(span))}
          onReset={() => setZoom(undefined)}
        />
      )}
      <p className="hint">{text.aligned}</p>
    </>
  );
}

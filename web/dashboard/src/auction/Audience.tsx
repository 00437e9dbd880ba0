import { useCallback, useMemo, useState } from "react";
import { useViewerCount } from "turnout-kit/react";
import { api, type Auction, type Viewers } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { dateTime, duration, zoneName } from "../format.js";
import { socketServer } from "../socket-server.js";
import { strings } from "../strings.js";
import { DeliveryLine } from "../delivery/Delivery.js";
import { useRemote } from "../useRemote.js";
import { AudienceChart } from "./AudienceChart.js";
import { storedData, withSoFar } from "./audience-data.js";
import { seconds } from "./chart-data.js";
import { CompareSelect, Comparison } from "./Comparison.js";
import { Distributions } from "./Distribution.js";
import { Exports } from "./Exports.js";
import { Figures } from "./Figures.js";
import { Lots } from "./Lots.js";
import { MarkerTable } from "./MarkerTable.js";
import { Notes } from "./Notes.js";
import { PointTable } from "./PointTable.js";
import { RANGES, toQuery, zoomed, type Range } from "./range.js";

const REFRESH_MILLIS = 15_000;
const WHOLE: Range = { name: "24h" };
const text = strings.auction;

/** The stored audience of an auction over a range, with everything that belongs to the range. */
export function Audience({ auction, editable }: { auction: Auction; editable: boolean }) {
  const [range, setRange] = useState<Range>(WHOLE);
  const [before, setBefore] = useState<Range>(WHOLE);
  const [utc, setUtc] = useState(false);
  const [other, setOther] = useState("");
  const query = toQuery(range);
  const { data, error, reload } = useRemote(
    useCallback(() => api.viewers(auction.id, query), [auction.id, query]),
    REFRESH_MILLIS,
  );
  const choose = (chosen: Range) => {
    setRange(chosen);
    setBefore(chosen);
  };
  return (
    <>
      <div className="toolbar">
        <span className="buttons" role="group" aria-label={text.range}>
          {RANGES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={"name" in range && range.name === name}
              onClick={() => choose({ name })}
            >
              {name}
            </button>
          ))}
        </span>
        {"span" in range && (
          <button type="button" onClick={() => setRange(before)}>
            {text.whole}
          </button>
        )}
        <button type="button" aria-pressed={utc} onClick={() => setUtc(!utc)}>
          {text.utc}
        </button>
        <span className="hint">{text.zone(zoneName(utc))}</span>
        {editable && <CompareSelect auction={auction.id} value={other} onChange={setOther} />}
        {data !== undefined && <Exports auction={auction} viewers={data} query={query} utc={utc} />}
      </div>
      <ErrorText text={error} />
      {!auction.enableViewerAnalytics && <p className="notice">{text.offNow}</p>}
      {other !== "" && <Comparison auction={auction.id} other={other} />}
      {data !== undefined && (
        <>
          <Figures viewers={data} utc={utc} />
          {other === "" && (
            <Curve
              auction={auction}
              viewers={data}
              utc={utc}
              onZoom={(span) => setRange({ span: zoomed(span) })}
              onReset={() => setRange(before)}
            />
          )}
          <Freshness viewers={data} utc={utc} />
          {editable && <DeliveryLine />}
          <Lots auction={auction.id} query={query} markers={data.markers} utc={utc} />
          <MarkerTable markers={data.markers} utc={utc} />
          <Distributions summary={data.summary} />
        </>
      )}
      {/* Also while nothing is loaded, so that a note that is being written is not lost. */}
      <Notes auction={auction.id} notes={data?.notes ?? []} utc={utc} editable={editable} onChanged={reload} />
    </>
  );
}

interface CurveProps {
  auction: Auction;
  viewers: Viewers;
  utc: boolean;
  onZoom: (span: { from: number; to: number }) => void;
  onReset: () => void;
}

function Curve({ auction, viewers, utc, onZoom, onReset }: CurveProps) {
  const [table, setTable] = useState(false);
  const live = useViewerCount(auction.id, { server: socketServer, passive: true });
  const stored = useMemo(() => storedData(viewers, Date.now() / 1_000), [viewers]);
  const current = live.status === "live" || live.status === "polling" ? live.count : undefined;
  const data = useMemo(() => withSoFar(stored, Date.now() / 1_000, current), [stored, current]);
  return (
    <>
      <AudienceChart data={data} utc={utc} onZoom={onZoom} onReset={onReset} />
      <details onToggle={(event) => setTable(event.currentTarget.open)}>
        <summary>{text.table}</summary>
        {table && <PointTable points={viewers.snapshots} utc={utc} />}
      </details>
    </>
  );
}

/** How old the newest snapshot of the range is. */
function Freshness({ viewers, utc }: { viewers: Viewers; utc: boolean }) {
  const newest = viewers.summary.last;
  return (
    <p className="hint">
      {viewers.snapshots.length === 0 || newest === null
        ? text.noData
        : text.freshness(dateTime(newest, utc), duration(Math.max(0, Date.now() / 1_000 - seconds(newest))))}
    </p>
  );
}

import { useCallback, useMemo, useState } from "react";
import { api, type Auction, type Marker, type Viewers } from "../api.js";
import { AnalyticsSwitch } from "../auctions/AnalyticsSwitch.js";
import { LiveCount } from "../auctions/LiveCount.js";
import { duration, zoneName } from "../format.js";
import { linkTo } from "../router.js";
import { strings } from "../strings.js";
import { useRemote } from "../useRemote.js";
import { AudienceChart } from "./AudienceChart.js";
import { disabledSpans, toSeries } from "./chart-data.js";
import { Distribution } from "./Distribution.js";
import { Figures } from "./Figures.js";
import { Lifecycle } from "./Lifecycle.js";
import { PointTable } from "./PointTable.js";
import { minutesOf, RANGES, toQuery, toSpan, type Range } from "./range.js";

const REFRESH_MILLIS = 15_000;
const text = strings.auction;

export function AuctionPage({ id }: { id: string }) {
  const { data: auction, error, status, reload } = useRemote(
    useCallback(() => api.auction(id), [id]),
    REFRESH_MILLIS,
  );
  if (status === 404) {
    return <p role="alert">{text.notFound}</p>;
  }
  if (auction === undefined) {
    return <p role={error === undefined ? "status" : "alert"}>{error ?? strings.loading}</p>;
  }
  return (
    <article>
      <p>
        <a href={linkTo({ page: "auctions" })}>← {text.back}</a>
      </p>
      <div className="title-row">
        <h1>{auction.title}</h1>
        <span className={`status ${auction.status}`}>{strings.auctionStatus[auction.status]}</span>
        <span className="live-large">
          <LiveCount id={id} />
        </span>
        <span className="switch-row">
          <AnalyticsSwitch auction={auction} onChanged={reload} /> {strings.list.analytics}
        </span>
        <Lifecycle auction={auction} onChanged={reload} />
      </div>
      <Audience auction={auction} />
    </article>
  );
}

function Audience({ auction }: { auction: Auction }) {
  const [range, setRange] = useState<Range>({ name: "24h" });
  const [utc, setUtc] = useState(false);
  const query = toQuery(range);
  const { data, error } = useRemote(
    useCallback(() => api.viewers(auction.id, query), [auction.id, query]),
    REFRESH_MILLIS,
  );
  return (
    <>
      <p className="toolbar">
        <span role="group" aria-label={text.range}>
          {RANGES.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={"name" in range && range.name === name}
              onClick={() => setRange({ name })}
            >
              {name}
            </button>
          ))}
          {"span" in range && (
            <button type="button" onClick={() => setRange({ name: "24h" })}>
              {text.reset}
            </button>
          )}
        </span>
        <button type="button" aria-pressed={utc} onClick={() => setUtc(!utc)}>
          {text.utc}
        </button>
        <span>{text.zone(zoneName(utc))}</span>
        <a href={api.csvPath(auction.id, query)} download>
          {text.csv}
        </a>
      </p>
      {error !== undefined && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      {data !== undefined && <Curve auction={auction} viewers={data} range={range} utc={utc} onRange={setRange} />}
    </>
  );
}

function Curve(props: { auction: Auction; viewers: Viewers; range: Range; utc: boolean; onRange: (range: Range) => void }) {
  const { auction, viewers, range, utc, onRange } = props;
  const [table, setTable] = useState(false);
  const { series, span, disabled, markers } = useMemo(() => {
    const series = toSeries(viewers.snapshots, viewers.resolutionSeconds);
    const span = toSpan(range, Date.now() / 1_000, series.times[0]);
    return {
      series,
      span,
      disabled: disabledSpans(auction.switches ?? [], auction.createdAt, span),
      markers: viewers.markers.map((marker) => ({ time: Date.parse(marker.timestamp) / 1_000, text: markerText(marker) })),
    };
  }, [auction, viewers, range]);
  const { sessionSeconds, sections } = viewers.summary;

  return (
    <>
      <Figures summary={viewers.summary} minutes={minutesOf(span)} utc={utc} />
      <AudienceChart
        series={series}
        comparison={undefined}
        disabled={disabled}
        markers={markers}
        range={span}
        soFarSince={undefined}
        utc={utc}
        onZoom={(zoomed) => onRange({ span: zoomed })}
      />
      <p id="chart-keys" className="hint">
        {strings.chart.keys}
      </p>
      {viewers.snapshots.length === 0 && <p role="status">{text.noData}</p>}
      <details onToggle={(event) => setTable(event.currentTarget.open)}>
        <summary>{text.table}</summary>
        {table && <PointTable points={viewers.snapshots} utc={utc} />}
      </details>
      {sessionSeconds && (
        <Distribution
          title={strings.sessions.title}
          rows={Object.entries(sessionSeconds).map(([seconds, value]) => ({
            name: `${strings.sessions.upTo} ${duration(Number(seconds))}`,
            value,
          }))}
        />
      )}
      {sections && (
        <Distribution
          title={strings.sessions.sections}
          rows={Object.entries(sections).map(([name, value]) => ({ name, value }))}
        />
      )}
    </>
  );
}

function markerText({ kind }: Marker): string {
  return kind === "sold" ? strings.chart.sold : strings.chart.bid;
}

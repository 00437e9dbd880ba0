import type { Marker, Viewers } from "../api.js";
import { change, count } from "../format.js";
import { strings } from "../strings.js";
import { disabledIn, seconds, spanOf, toSeries, withNow, type ChartData, type ChartMarker } from "./chart-data.js";

/** What is stored of a range, as it is drawn. */
export function storedData(viewers: Viewers): ChartData {
  const span = spanOf(viewers.coverage);
  const notes = viewers.notes.map((note) => ({ time: seconds(note.timestamp), kind: "note" as const, text: note.text }));
  return {
    series: toSeries(viewers.snapshots, viewers.resolutionSeconds),
    disabled: disabledIn(viewers.disabled, span),
    markers: [...viewers.markers.map(chartMarker), ...notes],
    span,
  };
}

/** The newest interval is not finished: dashed, up to the count of now. Only in a range that reaches up to now. */
export function withSoFar(data: ChartData, now: number, current: number | undefined): ChartData {
  const { series, span } = data;
  const step = Math.max(series.resolution, 60);
  if (now - span.to > 2 * step) {
    return data;
  }
  const shown = withNow(series, now, current);
  const started = Math.floor(now / series.resolution) * series.resolution;
  return { ...data, series: shown, soFarSince: started, span: { from: span.from, to: Math.max(span.to, now) } };
}

function chartMarker(marker: Marker): ChartMarker {
  const name = marker.kind === "sold" ? strings.chart.sold : strings.chart.bid;
  const audience = strings.chart.audience(count(marker.audience), change(marker.change));
  return { time: seconds(marker.timestamp), kind: marker.kind, text: `${name}: ${detailsOf(marker.data)} · ${audience}` };
}

/** The published object in one line. */
export function detailsOf(data: unknown): string {
  if (typeof data === "string") return data;
  if (typeof data !== "object" || data === null) return strings.unknown;
  return Object.values(data)
    .filter((value) => typeof value === "string" || typeof value === "number")
    .join(" · ")
    .slice(0, 200);
}

import type { Marker, Viewers } from "../api.js";
import { change, count } from "../format.js";
import { strings } from "../strings.js";
import { disabledIn, seconds, spanOf, toSeries, withNow, type ChartData, type ChartMarker } from "./chart-data.js";

/** What is stored of a range, as it is drawn. A range that reaches up to the current minute ends now. */
export function storedData(viewers: Viewers, now: number): ChartData {
  const covered = spanOf(viewers.coverage);
  const isCurrent = now - covered.to <= 2 * Math.max(viewers.resolutionSeconds, 60);
  const span = isCurrent ? { from: covered.from, to: Math.max(covered.to, now) } : covered;
  const notes = viewers.notes.map((note) => ({ time: seconds(note.timestamp), kind: "note" as const, text: note.text }));
  return {
    series: toSeries(viewers.snapshots, viewers.resolutionSeconds),
    disabled: disabledIn(viewers.disabled, span),
    markers: [...viewers.markers.map(chartMarker), ...notes],
    span,
  };
}

/** The newest interval is not finished: dashed, up to the count of now. Only in a range that ends now. */
export function withSoFar(data: ChartData, now: number, current: number | undefined): ChartData {
  const { series, span } = data;
  if (now - span.to > 2 * Math.max(series.resolution, 60)) {
    return data;
  }
  return {
    ...data,
    series: withNow(series, now, current),
    soFarSince: Math.floor(now / series.resolution) * series.resolution,
    span: { from: span.from, to: Math.max(span.to, now) },
  };
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

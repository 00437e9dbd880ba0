import type { Point } from "../api.js";

/** A span of time, in seconds since the epoch; `to` is exclusive. */
export interface Span {
  from: number;
  to: number;
}

/** A part of the curve without a gap; indexes into the series, both inclusive. */
export interface Segment {
  first: number;
  last: number;
}

/** Parallel series, one value for each time; null where nothing is known. */
export interface Series {
  times: number[];
  avg: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  joins: (number | null)[];
  leaves: (number | null)[];
  segments: Segment[];
}

/** Points further apart than this many intervals have a gap between them. */
const GAP_FACTOR = 1.5;

/**
 * Brings the points of a curve into series. Between two points with missing minutes a time with nulls is inserted, so that
 * no line is drawn across what is not known.
 */
export function toSeries(points: readonly Point[], resolutionSeconds: number): Series {
  const series: Series = { times: [], avg: [], min: [], max: [], joins: [], leaves: [], segments: [] };
  let previous: number | undefined;
  for (const point of points) {
    const time = Date.parse(point.timestamp) / 1000;
    const continues = previous !== undefined && time - previous <= resolutionSeconds * GAP_FACTOR;
    if (!continues && previous !== undefined) {
      push(series, previous + resolutionSeconds, undefined);
    }
    push(series, time, point);
    const index = series.times.length - 1;
    const segment = series.segments.at(-1);
    if (continues && segment !== undefined) {
      segment.last = index;
    } else {
      series.segments.push({ first: index, last: index });
    }
    previous = time;
  }
  return series;
}

function push(series: Series, time: number, point: Point | undefined): void {
  series.times.push(time);
  series.avg.push(point?.avgViewers ?? null);
  series.min.push(point ? (point.exactMin ?? point.minViewers) : null);
  series.max.push(point ? (point.exactPeak ?? point.peakViewers) : null);
  series.joins.push(point?.joins ?? null);
  series.leaves.push(point?.leaves ?? null);
}

/** The spans in which analytics was off, within a range, from the recorded switches in their order. */
export function disabledSpans(
  switches: readonly { enabled: boolean; at: string }[],
  createdAt: string,
  range: Span,
): Span[] {
  const spans: Span[] = [];
  const first = switches[0];
  let offSince: number | undefined = first === undefined || first.enabled ? Date.parse(createdAt) / 1000 : undefined;
  for (const { enabled, at } of switches) {
    const time = Date.parse(at) / 1000;
    if (enabled && offSince !== undefined) {
      spans.push({ from: offSince, to: time });
      offSince = undefined;
    } else if (!enabled && offSince === undefined) {
      offSince = time;
    }
  }
  if (offSince !== undefined) {
    spans.push({ from: offSince, to: range.to });
  }
  return spans
    .map(({ from, to }) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
    .filter(({ from, to }) => from < to);
}

import type { Aligned, Coverage, Point, Viewers } from "../api.js";

/** A span of time, in seconds; `to` is exclusive. */
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
  resolution: number;
}

export interface ChartMarker {
  time: number;
  kind: "bidding" | "sold" | "note";
  text: string;
}

/** Everything that is drawn. Times are seconds since the epoch, or since the start of the auction in a comparison. */
export interface ChartData {
  series: Series;
  comparison?: Series;
  disabled: Span[];
  markers: ChartMarker[];
  /** The whole range, also where it has no points. */
  span: Span;
  /** From here on the time is not finished. */
  soFarSince?: number;
}

/** Points further apart than this many intervals have a gap between them. */
const GAP_FACTOR = 1.5;

export function seconds(timestamp: string): number {
  return Date.parse(timestamp) / 1_000;
}

/**
 * Brings the points of a curve into series. Between two points with missing minutes a time with nulls is inserted, so that
 * no line is drawn across what is not known.
 */
export function toSeries<P extends Point>(
  points: readonly P[],
  resolution: number,
  timeOf: (point: P) => number = (point) => seconds(point.timestamp),
): Series {
  const series: Series = { times: [], avg: [], min: [], max: [], joins: [], leaves: [], segments: [], resolution };
  let previous: number | undefined;
  for (const point of points) {
    const time = timeOf(point);
    const continues = previous !== undefined && time - previous <= resolution * GAP_FACTOR;
    if (!continues && previous !== undefined) {
      push(series, previous + resolution, undefined);
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

/** Where nothing is known although analytics was on: before, between and after the segments of the curve. */
export function gapsOf({ series, disabled, span }: Pick<ChartData, "series" | "disabled" | "span">): Span[] {
  const { segments, times, resolution } = series;
  const starts = segments.map(({ first }) => times[first]!);
  const ends = segments.map(({ last }) => times[last]! + resolution);
  // The newest minute arrives after its end.
  const late = span.to - (ends.at(-1) ?? span.from) <= 2 * Math.max(resolution, 60);
  const gaps = [span.from, ...ends].map((from, i) => ({ from, to: starts[i] ?? (late ? from : span.to) }));
  // Zooming cuts the first and the last minute.
  return disabled.reduce(without, gaps).filter(({ from, to }) => to - from >= resolution);
}

function without(spans: Span[], { from, to }: Span): Span[] {
  return spans.flatMap((span) => [
    { from: span.from, to: Math.min(span.to, from) },
    { from: Math.max(span.from, to), to: span.to },
  ]);
}

/**
 * The curve with the count of now as its newest point, when the point before it is not older than two intervals: the
 * minute that is not finished yet.
 */
export function withNow(series: Series, now: number, count: number | undefined): Series {
  const last = series.segments.at(-1);
  const newest = series.times.at(-1);
  if (last === undefined || newest === undefined || count === undefined || now <= newest) {
    return series;
  }
  if (now - newest > 2 * Math.max(series.resolution, 60)) {
    return series;
  }
  return {
    ...series,
    times: [...series.times, now],
    avg: [...series.avg, count],
    min: [...series.min, count],
    max: [...series.max, count],
    joins: [...series.joins, null],
    leaves: [...series.leaves, null],
    segments: [...series.segments.slice(0, -1), { first: last.first, last: last.last + 1 }],
  };
}

/** Two auctions on the axis that begins at the start of each. Points of the longer interval are put on its multiples. */
export function compared([own, other]: readonly [Aligned, Aligned]): ChartData {
  const step = Math.max(own.resolutionSeconds, other.resolutionSeconds);
  const seriesOf = ({ points, resolutionSeconds }: Aligned) =>
    toSeries(points, resolutionSeconds, ({ offsetSeconds }) =>
      resolutionSeconds === step ? Math.floor(offsetSeconds / step) * step : offsetSeconds,
    );
  const series = seriesOf(own);
  const comparison = seriesOf(other);
  const times = [...series.times, ...comparison.times];
  const from = Math.min(0, ...ends(times));
  return { series, comparison, disabled: [], markers: [], span: { from, to: Math.max(step, ...ends(times)) } };
}

/** First and last of each curve suffice; spreading all times would exceed the stack for long ones. */
function ends(times: readonly number[]): number[] {
  return times.length === 0 ? [] : [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
}

export function spanOf({ from, until }: Coverage): Span {
  const start = seconds(from);
  return { from: start, to: Math.max(seconds(until), start + 60) };
}

export function disabledIn(disabled: Viewers["disabled"], span: Span): Span[] {
  return disabled
    .map(({ from, to }) => ({
      from: Math.max(seconds(from), span.from),
      to: Math.min(to === null ? span.to : seconds(to), span.to),
    }))
    .filter(({ from, to }) => from < to);
}

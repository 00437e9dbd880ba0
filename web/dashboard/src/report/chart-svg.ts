import type { ChartData, Segment, Series } from "../auction/chart-data.js";

const WIDTH = 960;
const HEIGHT = 280;

/** The curve as SVG without text: band, line, isolated minutes, gaps left empty, disabled spans shaded, markers. */
export function chartSvg({ series, disabled, markers, span }: ChartData): string {
  const max = Math.max(5, series.max.reduce<number>((a, b) => Math.max(a, b ?? 0), 0) * 1.1);
  const x = (time: number) => round(((time - span.from) / (span.to - span.from)) * WIDTH);
  const y = (value: number | null | undefined) => round(HEIGHT - ((value ?? 0) / max) * HEIGHT);
  const shaded = disabled.map(
    ({ from, to }) => `<rect class="disabled" x="${x(from)}" y="0" width="${round(x(to) - x(from))}" height="${HEIGHT}"/>`,
  );
  const lines = markers.map(({ time, kind }) => `<path class="${kind}" d="M${x(time)} 0V${HEIGHT}"/>`);
  const curves = series.segments.map((segment) => curve(series, segment, x, y));
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">${[...shaded, ...curves, ...lines].join("")}</svg>`;
}

function curve(
  { times, avg, min, max }: Series,
  { first, last }: Segment,
  x: (time: number) => number,
  y: (value: number | null | undefined) => number,
): string {
  if (first === last) {
    return `<circle class="line" cx="${x(times[first]!)}" cy="${y(avg[first])}" r="3"/>`;
  }
  const indexes = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const path = (values: (number | null)[], order: number[]) => order.map((i) => `${x(times[i]!)} ${y(values[i])}`).join("L");
  return (
    `<path class="band" d="M${path(max, indexes)}L${path(min, [...indexes].reverse())}Z"/>` +
    `<path class="line" d="M${path(avg, indexes)}"/>`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

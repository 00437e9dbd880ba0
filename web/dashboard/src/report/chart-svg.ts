import { gapsOf, type ChartData, type Segment, type Series, type Span } from "../auction/chart-data.js";
import { legendOf } from "../auction/legend.js";
import { count, dateTime } from "../format.js";
import { strings } from "../strings.js";

const WIDTH = 960;
const HEIGHT = 280;

/** The curve as SVG with its scale: band, line, isolated minutes, gaps and disabled spans shaded, markers. */
export function chartSvg(data: ChartData, utc: boolean): string {
  const { series, disabled, markers, span } = data;
  const largest = Math.max(1, series.max.reduce<number>((a, b) => Math.max(a, b ?? 0), 0));
  const max = Math.max(5, largest * 1.1);
  const x = (time: number) => round(((time - span.from) / (span.to - span.from)) * WIDTH);
  const y = (value: number | null | undefined) => round(HEIGHT - ((value ?? 0) / max) * HEIGHT);
  const shade = (kind: string) => ({ from, to }: Span) =>
    `<rect class="${kind}" x="${x(from)}" y="0" width="${round(x(to) - x(from))}" height="${HEIGHT}"/>`;
  const shaded = [...gapsOf(data).map(shade("gap")), ...disabled.map(shade("disabled"))];
  const scale = [largest, Math.round(largest / 2)].map(
    (value) => `<path class="scale" d="M0 ${y(value)}H${WIDTH}"/><text x="4" y="${y(value) - 4}">${count(value)}</text>`,
  );
  const ends = [
    `<text x="0" y="${HEIGHT + 18}">${dateTime(span.from * 1_000, utc)}</text>`,
    `<text x="${WIDTH}" y="${HEIGHT + 18}" text-anchor="end">${dateTime(span.to * 1_000, utc)}</text>`,
  ];
  const lines = markers.map(({ time, kind }) => `<path class="${kind}" d="M${x(time)} 0V${HEIGHT}"/>`);
  const curves = series.segments.map((segment) => curve(series, segment, x, y));
  const parts = [...shaded, ...scale, ...curves, ...lines, ...ends];
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT + 24}" role="img" aria-label="${strings.chart.label}">${parts.join("")}</svg>`;
}

/** Names what the chart shows. */
export function legendHtml(data: ChartData): string {
  const swatch = (kind: string) =>
    `<svg class="swatch" viewBox="0 0 20 10" aria-hidden="true"><path class="${kind}" d="M0 0H20V10H0Z"/></svg>`;
  const entries = legendOf(data, []).map(({ kind, name }) => `<li>${swatch(kind)} ${name}</li>`);
  return `<ul class="legend">${entries.join("")}</ul>`;
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

import uPlot from "uplot";
import { clock, count, dateTime, offset } from "../format.js";
import { strings } from "../strings.js";
import type { ChartData, Series, Span } from "./chart-data.js";
import { drawAudience, type ChartColors } from "./chart-drawing.js";

export const HEIGHT = 340;
const text = strings.chart;
const FINE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 1e6, 1e7];
const OFFSET_STEPS = [60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800];

export interface View {
  data: ChartData;
  utc: boolean;
  onZoom: (span: Span) => void;
  onCursor: (plot: uPlot) => void;
}

export function colorsOf(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: color("--chart-line"),
    band: color("--chart-band"),
    gap: color("--chart-gap"),
    disabled: color("--chart-disabled"),
    bidding: color("--chart-bid"),
    sold: color("--chart-sold"),
    note: color("--chart-note"),
    comparison: color("--chart-comparison"),
    axis: color("--muted"),
    grid: color("--border"),
  };
}

/** The values under the cursor; the curves themselves are drawn by {@link drawAudience}. */
export function plotData({ series, comparison }: ChartData): uPlot.AlignedData {
  if (comparison === undefined) {
    const { times, avg, min, max, joins, leaves } = series;
    return [times, avg, min, max, joins, leaves];
  }
  const times = [...new Set([...series.times, ...comparison.times])].sort((a, b) => a - b);
  const at = ({ times: own, avg }: Series) => {
    const values = new Map(own.map((time, i) => [time, avg[i] ?? null]));
    return times.map((time) => values.get(time) ?? null);
  };
  return [times, at(series), at(comparison)];
}

export function timeText(time: number, { data, utc }: View): string {
  if (data.comparison !== undefined) {
    return offset(time);
  }
  return data.series.resolution < 60 ? clock(time * 1_000, utc) : dateTime(time * 1_000, utc);
}

/** @param names of the auctions in a comparison */
export function plotOptions(element: HTMLElement, view: () => View, names: readonly string[]): uPlot.Options {
  const colors = colorsOf(element);
  const axis = {
    stroke: colors.axis,
    font: "12px system-ui, sans-serif",
    grid: { stroke: colors.grid, width: 1 },
    ticks: { stroke: colors.grid, width: 1 },
  };
  const value = (_: uPlot, number: number | null) => count(number);
  const hidden = { show: true, stroke: "transparent", points: { show: false }, value };
  const aligned = names.length > 0;
  const lines = aligned
    ? names.map((label) => ({ ...hidden, label }))
    : [
        { ...hidden, label: text.average },
        { ...hidden, label: text.minimum },
        { ...hidden, label: text.maximum },
        { ...hidden, label: text.joins, scale: "flow" },
        { ...hidden, label: text.leaves, scale: "flow" },
      ];
  return {
    width: element.clientWidth,
    height: HEIGHT,
    tzDate: (time) => (view().utc ? uPlot.tzDate(new Date(time * 1_000), "Etc/UTC") : new Date(time * 1_000)),
    scales: {
      x: { time: !aligned, range: () => [view().data.span.from, view().data.span.to] },
      y: { range: (_, __, max) => [0, Math.max(5, (max ?? 0) * 1.15)] },
    },
    axes: [
      aligned ? { ...axis, incrs: OFFSET_STEPS, values: (_, times) => times.map(offset) } : axis,
      { ...axis, incrs: FINE_STEPS, values: (_, numbers) => numbers.map(count) },
    ],
    series: [
      { label: aligned ? strings.compare.start : text.time, value: (_, time) => (time === null ? "–" : timeText(time, view())) },
      ...lines,
    ],
    cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
    hooks: {
      draw: [(plot) => drawAudience(plot, view().data, colors)],
      setCursor: [(plot) => view().onCursor(plot)],
      setSelect: [
        (plot) => {
          if (plot.select.width > 4) {
            const from = plot.posToVal(plot.select.left, "x");
            const to = plot.posToVal(plot.select.left + plot.select.width, "x");
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            view().onZoom({ from, to });
          }
        },
      ],
    },
  };
}

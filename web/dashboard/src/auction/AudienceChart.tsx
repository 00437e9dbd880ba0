import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { strings } from "../strings.js";
import { drawAudience, type ChartColors } from "./chart-drawing.js";
import type { Series, Span } from "./chart-data.js";

export interface ChartProps {
  series: Series;
  /** Average viewers of another auction at the same times, or undefined. */
  comparison: (number | null)[] | undefined;
  disabled: readonly Span[];
  markers: readonly { time: number; text: string }[];
  /** The whole range, also where it has no points. */
  range: Span;
  /** From here on the minute is not finished. */
  soFarSince: number | undefined;
  utc: boolean;
  onZoom: (span: Span) => void;
}

const HEIGHT = 320;

function colorsOf(element: Element): ChartColors {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(name).trim();
  return {
    line: color("--chart-line"),
    band: color("--chart-band"),
    disabled: color("--chart-disabled"),
    marker: color("--chart-marker"),
    comparison: color("--chart-comparison"),
    axis: color("--muted"),
    grid: color("--border"),
  };
}

/** The curve of the average with its min–max band. Drag to zoom; arrow keys move the cursor. */
export function AudienceChart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = host.current!;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const build = () => {
      chart.current?.destroy();
      chart.current = new uPlot(options(element, latest), data(latest.current), element);
    };
    build();
    const resized = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    dark.addEventListener("change", build);
    return () => {
      dark.removeEventListener("change", build);
      resized.disconnect();
      chart.current?.destroy();
    };
  }, [props.utc]);

  useEffect(() => chart.current?.setData(data(props)), [props]);

  return (
    <div
      ref={host}
      className="chart"
      tabIndex={0}
      role="img"
      aria-label={strings.chart.label}
      aria-describedby="chart-keys"
      onKeyDown={(event) => moveCursor(event, chart.current)}
    />
  );
}

function data({ series, comparison }: ChartProps): uPlot.AlignedData {
  const compared = comparison ?? series.times.map(() => null);
  return [series.times, series.avg, series.min, series.max, series.joins, series.leaves, compared];
}

function options(element: HTMLElement, latest: { readonly current: ChartProps }): uPlot.Options {
  const colors = colorsOf(element);
  const axis = { stroke: colors.axis, grid: { stroke: colors.grid, width: 1 }, ticks: { stroke: colors.grid } };
  const hidden = { show: true, stroke: "transparent", points: { show: false } };
  const whole = (_: uPlot, value: number | null) => (value === null ? strings.unknown : String(value));
  return {
    width: element.clientWidth,
    height: HEIGHT,
    tzDate: (seconds) => (latest.current.utc ? uPlot.tzDate(new Date(seconds * 1_000), "Etc/UTC") : new Date(seconds * 1_000)),
    scales: {
      x: { range: (_, from, to) => (from === null ? [latest.current.range.from, latest.current.range.to] : [from, to]) },
      y: { range: (_, __, max) => [0, Math.max(5, (max ?? 0) * 1.1)] },
    },
    axes: [axis, { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5] }],
    series: [
      { label: strings.chart.time },
      { ...hidden, label: strings.chart.average, value: whole },
      { ...hidden, label: strings.chart.minimum, value: whole },
      { ...hidden, label: strings.chart.maximum, value: whole },
      { ...hidden, label: strings.chart.joins, value: whole, scale: "flow" },
      { ...hidden, label: strings.chart.leaves, value: whole, scale: "flow" },
      { label: strings.chart.comparison, stroke: colors.comparison, width: 1.5, dash: [2, 3], spanGaps: false, value: whole },
    ],
    cursor: { drag: { x: true, y: false, setScale: false } },
    hooks: {
      draw: [(plot) => drawAudience(plot, latest.current, colors)],
      setSelect: [
        (plot) => {
          if (plot.select.width > 4) {
            const from = plot.posToVal(plot.select.left, "x");
            const to = plot.posToVal(plot.select.left + plot.select.width, "x");
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            latest.current.onZoom({ from, to });
          }
        },
      ],
    },
  };
}

function moveCursor(event: React.KeyboardEvent, plot: uPlot | undefined): void {
  const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key];
  if (plot === undefined || step === undefined) {
    return;
  }
  event.preventDefault();
  const times = plot.data[0];
  const index = Math.min(times.length - 1, Math.max(0, (plot.cursor.idx ?? 0) + step));
  const value = plot.data[1]?.[index] ?? 0;
  plot.setCursor({ left: plot.valToPos(times[index] ?? 0, "x"), top: plot.valToPos(value, "y") });
}

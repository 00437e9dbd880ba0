import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { strings } from "../strings.js";
import type { ChartData, ChartMarker, Span } from "./chart-data.js";
import { ChartLegend } from "./ChartLegend.js";
import { HEIGHT, plotData, plotOptions, timeText, type View } from "./plot-options.js";
import { scaled } from "./range.js";

export interface ChartProps {
  data: ChartData;
  /** Names of both auctions of a comparison. */
  names?: readonly string[];
  utc: boolean;
  onZoom: (span: Span) => void;
  onReset: () => void;
}

const NO_NAMES: readonly string[] = [];
/** A marker is named when the cursor is at most so many pixels away. */
const MARKER_PIXELS = 8;
const CURSOR_STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
const ZOOM_IN = 0.5;
const ZOOM_OUT = 2;
const ZOOM_FACTORS: Record<string, number> = { "+": ZOOM_IN, "=": ZOOM_IN, "-": ZOOM_OUT };

/** The curve of the average with its min–max band. Drag to zoom; arrow keys move the cursor. */
export function AudienceChart({ data, names = NO_NAMES, utc, onZoom, onReset }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const [marker, setMarker] = useState<ChartMarker>();
  const [announced, setAnnounced] = useState("");
  const view = useRef<View>(undefined);
  view.current = { data, utc, onZoom, onCursor: (plot) => setMarker(markerAt(plot, data.markers)) };

  useEffect(() => {
    const element = host.current!;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const build = () => {
      chart.current?.destroy();
      chart.current = new uPlot(plotOptions(element, () => view.current!, names), plotData(view.current!.data), element);
    };
    build();
    const resized = new ResizeObserver(() => {
      if (chart.current?.width !== element.clientWidth) {
        chart.current?.setSize({ width: element.clientWidth, height: HEIGHT });
      }
    });
    resized.observe(element);
    dark.addEventListener("change", build);
    return () => {
      dark.removeEventListener("change", build);
      resized.disconnect();
      chart.current?.destroy();
    };
  }, [utc, names]);

  useEffect(() => chart.current?.setData(plotData(data)), [data]);

  /** About the point at the cursor, else about the middle. */
  const zoom = (factor: number) => {
    const { from, to } = data.span;
    const at = chart.current?.data[0][chart.current.cursor.idx ?? -1] ?? (from + to) / 2;
    onZoom(scaled(data.span, at, factor));
  };
  const keyPressed = (event: KeyboardEvent) => {
    const plot = chart.current;
    const step = CURSOR_STEPS[event.key];
    const factor = ZOOM_FACTORS[event.key];
    if (plot === undefined) {
      return;
    }
    if (step !== undefined) {
      event.preventDefault();
      const index = moveCursor(plot, step);
      setAnnounced(index === undefined ? "" : valuesAt(plot, index, view.current!));
    } else if (factor !== undefined) {
      zoom(factor);
    } else if (event.key === "Escape") {
      onReset();
    }
  };

  return (
    <figure className="card chart-card">
      <div
        ref={host}
        className="chart"
        tabIndex={0}
        role="group"
        aria-label={strings.chart.label}
        aria-describedby="chart-keys"
        onKeyDown={keyPressed}
      />
      <p className="marker-text">{marker === undefined ? "\u00a0" : marker.text}</p>
      <p className="visually-hidden" aria-live="polite">
        {announced}
      </p>
      <ChartLegend data={data} names={names} />
      <div className="chart-keys">
        <span className="buttons">
          <button type="button" aria-label={strings.chart.zoomIn} onClick={() => zoom(ZOOM_IN)}>
            +
          </button>
          <button type="button" aria-label={strings.chart.zoomOut} onClick={() => zoom(ZOOM_OUT)}>
            −
          </button>
        </span>
        <p id="chart-keys" className="hint">
          {strings.chart.keys}
        </p>
      </div>
    </figure>
  );
}

function markerAt(plot: uPlot, markers: readonly ChartMarker[]): ChartMarker | undefined {
  const left = plot.cursor.left ?? -1;
  const distance = ({ time }: ChartMarker) => Math.abs(plot.valToPos(time, "x") - left);
  return left < 0
    ? undefined
    : markers.filter((marker) => distance(marker) <= MARKER_PIXELS).sort((a, b) => distance(a) - distance(b))[0];
}

/** @returns the index of the point at the cursor; undefined when there is no point */
function moveCursor(plot: uPlot, step: number): number | undefined {
  const times = plot.data[0];
  if (times.length === 0) {
    return undefined;
  }
  const from = plot.cursor.idx ?? (step > 0 ? -1 : times.length);
  const index = Math.min(times.length - 1, Math.max(0, from + step));
  plot.setCursor({ left: plot.valToPos(times[index]!, "x"), top: plot.valToPos(plot.data[1]?.[index] ?? 0, "y") });
  return index;
}

function valuesAt(plot: uPlot, index: number, view: View): string {
  const values = plot.series.slice(1).map(({ label }, i) => `${String(label)} ${plot.data[i + 1]?.[index] ?? strings.unknown}`);
  return [timeText(plot.data[0][index]!, view), ...values].join(", ");
}

import type uPlot from "uplot";
import type { ChartProps } from "./AudienceChart.js";
import type { Segment } from "./chart-data.js";

export interface ChartColors {
  line: string;
  band: string;
  disabled: string;
  marker: string;
  comparison: string;
  axis: string;
  grid: string;
}

/**
 * Draws what uPlot's own paths cannot: a min–max band that ends at gaps, isolated minutes as points, spans in which
 * analytics was off, markers, and the unfinished minute dashed.
 */
export function drawAudience(plot: uPlot, props: ChartProps, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  drawDisabled(plot, props, colors);
  for (const segment of props.series.segments) {
    drawBand(plot, props, segment, colors);
    drawLine(plot, props, segment, colors);
  }
  drawMarkers(plot, props, colors);
  ctx.restore();
}

function x(plot: uPlot, time: number): number {
  return plot.valToPos(time, "x", true);
}

function y(plot: uPlot, value: number | null | undefined): number {
  return plot.valToPos(value ?? 0, "y", true);
}

/** Hatched, so that it differs from a gap also without colour. */
function drawDisabled(plot: uPlot, { disabled }: ChartProps, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  ctx.strokeStyle = colors.disabled;
  for (const { from, to } of disabled) {
    const left = Math.max(bbox.left, x(plot, from));
    const right = Math.min(bbox.left + bbox.width, x(plot, to));
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.beginPath();
    for (let start = left - bbox.height; start < right; start += 12) {
      ctx.moveTo(start, bbox.top + bbox.height);
      ctx.lineTo(start + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
}

function drawBand(plot: uPlot, { series }: ChartProps, { first, last }: Segment, colors: ChartColors): void {
  const { ctx } = plot;
  ctx.fillStyle = colors.band;
  ctx.beginPath();
  for (let i = first; i <= last; i++) {
    ctx.lineTo(x(plot, series.times[i]!), y(plot, series.max[i]));
  }
  for (let i = last; i >= first; i--) {
    ctx.lineTo(x(plot, series.times[i]!), y(plot, series.min[i]));
  }
  ctx.fill();
}

function drawLine(plot: uPlot, props: ChartProps, { first, last }: Segment, colors: ChartColors): void {
  const { ctx } = plot;
  const { series, soFarSince } = props;
  const ratio = devicePixelRatio;
  ctx.strokeStyle = ctx.fillStyle = colors.line;
  ctx.lineWidth = 2 * ratio;
  if (first === last) {
    ctx.beginPath();
    ctx.arc(x(plot, series.times[first]!), y(plot, series.avg[first]), 3 * ratio, 0, 2 * Math.PI);
    ctx.fill();
    return;
  }
  ctx.beginPath();
  for (let i = first; i <= last; i++) {
    if (soFarSince !== undefined && i > first && series.times[i]! >= soFarSince) {
      ctx.stroke();
      ctx.beginPath();
      ctx.setLineDash([4 * ratio, 4 * ratio]);
      ctx.moveTo(x(plot, series.times[i - 1]!), y(plot, series.avg[i - 1]));
    }
    ctx.lineTo(x(plot, series.times[i]!), y(plot, series.avg[i]));
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawMarkers(plot: uPlot, { markers }: ChartProps, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  ctx.strokeStyle = colors.marker;
  ctx.lineWidth = devicePixelRatio;
  for (const { time } of markers) {
    const at = x(plot, time);
    ctx.beginPath();
    ctx.moveTo(at, bbox.top);
    ctx.lineTo(at, bbox.top + bbox.height);
    ctx.stroke();
  }
}

import type uPlot from "uplot";
import { strings } from "../strings.js";
import { gapsOf, type ChartData, type ChartMarker, type Segment, type Series, type Span } from "./chart-data.js";

export interface ChartColors {
  line: string;
  band: string;
  gap: string;
  disabled: string;
  bidding: string;
  sold: string;
  note: string;
  comparison: string;
  axis: string;
  grid: string;
}

/**
 * Draws what uPlot's own paths cannot: a min–max band that ends at gaps, isolated minutes as points, gaps, spans in which
 * analytics was off, markers, and the unfinished minute dashed.
 */
export function drawAudience(plot: uPlot, data: ChartData, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (data.comparison === undefined) {
    gapsOf(data).forEach((gap) => fill(plot, gap, colors.gap));
    data.disabled.forEach((span) => hatch(plot, span, colors.disabled));
  } else {
    drawSeries(plot, data.comparison, colors.comparison, undefined);
  }
  data.series.segments.forEach((segment) => drawBand(plot, data.series, segment, colors));
  drawSeries(plot, data.series, colors.line, data.soFarSince);
  data.markers.forEach((marker) => drawMarker(plot, marker, colors));
  drawSoFar(plot, data, colors);
  ctx.restore();
}

function x(plot: uPlot, time: number): number {
  return plot.valToPos(time, "x", true);
}

function y(plot: uPlot, value: number | null | undefined): number {
  return plot.valToPos(value ?? 0, "y", true);
}

function fill(plot: uPlot, { from, to }: Span, color: string): void {
  const { ctx, bbox } = plot;
  ctx.fillStyle = color;
  ctx.fillRect(x(plot, from), bbox.top, x(plot, to) - x(plot, from), bbox.height);
}

/** Hatched, so that it differs from a gap also without colour. */
function hatch(plot: uPlot, { from, to }: Span, color: string): void {
  const { ctx, bbox } = plot;
  const left = Math.max(bbox.left, x(plot, from));
  const right = Math.min(bbox.left + bbox.width, x(plot, to));
  ctx.save();
  ctx.strokeStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.rect(left, bbox.top, right - left, bbox.height);
  ctx.clip();
  ctx.beginPath();
  for (let start = left - bbox.height; start < right; start += 10 * devicePixelRatio) {
    ctx.moveTo(start, bbox.top + bbox.height);
    ctx.lineTo(start + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
}

function drawBand(plot: uPlot, series: Series, { first, last }: Segment, colors: ChartColors): void {
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

function drawSeries(plot: uPlot, series: Series, color: string, soFarSince: number | undefined): void {
  const { ctx } = plot;
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.lineJoin = "round";
  for (const segment of series.segments) {
    if (segment.first === segment.last) {
      dot(plot, series, segment.first);
    } else {
      drawLine(plot, series, segment, soFarSince);
    }
  }
}

function dot(plot: uPlot, series: Series, index: number): void {
  const { ctx } = plot;
  ctx.beginPath();
  ctx.arc(x(plot, series.times[index]!), y(plot, series.avg[index]), 3.5 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
}

function drawLine(plot: uPlot, series: Series, { first, last }: Segment, soFarSince: number | undefined): void {
  const { ctx } = plot;
  ctx.beginPath();
  let dashed = false;
  for (let i = first; i <= last; i++) {
    if (!dashed && soFarSince !== undefined && i > first && series.times[i]! >= soFarSince) {
      dashed = true;
      ctx.stroke();
      ctx.beginPath();
      ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
      ctx.moveTo(x(plot, series.times[i - 1]!), y(plot, series.avg[i - 1]));
    }
    ctx.lineTo(x(plot, series.times[i]!), y(plot, series.avg[i]));
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

function drawSoFar(plot: uPlot, { series, soFarSince }: ChartData, colors: ChartColors): void {
  const last = series.times.length - 1;
  if (soFarSince === undefined || last < 0 || series.times[last]! < soFarSince) {
    return;
  }
  const { ctx, bbox } = plot;
  const at = x(plot, series.times[last]!);
  if (at >= bbox.left && at <= bbox.left + bbox.width) {
    dot(plot, series, last);
    ctx.fillStyle = colors.axis;
    ctx.textAlign = "right";
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    const above = y(plot, series.avg[last]) - 10 * devicePixelRatio;
    ctx.fillText(strings.chart.soFarLabel, at, Math.max(bbox.top + 24 * devicePixelRatio, above));
  }
}

/** A line with a sign at its top that differs by kind also without colour. */
function drawMarker(plot: uPlot, { time, kind }: ChartMarker, colors: ChartColors): void {
  const { ctx, bbox } = plot;
  const at = x(plot, time);
  const size = 5 * devicePixelRatio;
  const top = bbox.top + size;
  ctx.strokeStyle = ctx.fillStyle = colors[kind];
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  ctx.setLineDash(kind === "note" ? [2 * devicePixelRatio, 3 * devicePixelRatio] : []);
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  if (kind === "note") {
    ctx.arc(at, top, size, 0, 2 * Math.PI);
  } else if (kind === "sold") {
    ctx.rect(at - size, top - size, 2 * size, 2 * size);
  } else {
    ctx.moveTo(at, top + size);
    ctx.lineTo(at - size, top - size);
    ctx.lineTo(at + size, top - size);
  }
  ctx.fill();
}

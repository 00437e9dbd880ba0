import type { Span } from "./chart-data.js";

export const RANGES = ["1h", "24h", "7d", "30d", "90d", "all"] as const;
export type RangeName = (typeof RANGES)[number];

/** What is shown: a named range up to now, or a span chosen by zooming, in seconds since the epoch. */
export type Range = { name: RangeName } | { span: Span };

/** Zooming in further would show less than two points of the finest resolution. */
const SHORTEST_SECONDS = 120;

export function toQuery(range: Range): string {
  if ("name" in range) {
    return `timeRange=${range.name}`;
  }
  const iso = (seconds: number) => new Date(Math.round(seconds) * 1_000).toISOString();
  return `from=${iso(range.span.from)}&to=${iso(range.span.to)}`;
}

/** At least as long as the shortest span, with the same middle, and not outside of what there is to see. */
export function zoomed({ from, to }: Span, whole: Span = { from: 0, to: Infinity }): Span {
  const missing = Math.max(0, SHORTEST_SECONDS - (to - from));
  return { from: Math.max(whole.from, from - missing / 2), to: Math.min(whole.to, to + missing / 2) };
}

/** A span shortened (factor < 1) or lengthened about a time in it. */
export function scaled({ from, to }: Span, about: number, factor: number): Span {
  return { from: about - (about - from) * factor, to: about + (to - about) * factor };
}

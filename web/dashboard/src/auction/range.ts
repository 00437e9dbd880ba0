import type { Span } from "./chart-data.js";

export const RANGES = ["1h", "24h", "7d", "30d", "90d", "all"] as const;
export type RangeName = (typeof RANGES)[number];

/** What is shown: a named range up to now, or a span chosen by zooming, in seconds since the epoch. */
export type Range = { name: RangeName } | { span: Span };

const SECONDS: Record<Exclude<RangeName, "all">, number> = {
  "1h": 3_600,
  "24h": 86_400,
  "7d": 7 * 86_400,
  "30d": 30 * 86_400,
  "90d": 90 * 86_400,
};

export function toQuery(range: Range): string {
  if ("name" in range) {
    return `timeRange=${range.name}`;
  }
  const iso = (seconds: number) => new Date(Math.round(seconds) * 1_000).toISOString();
  return `from=${iso(range.span.from)}&to=${iso(range.span.to)}`;
}

/** @param first time of the first point, for the range of everything */
export function toSpan(range: Range, now: number, first: number | undefined): Span {
  if ("span" in range) {
    return range.span;
  }
  return { from: range.name === "all" ? (first ?? now - 3_600) : now - SECONDS[range.name], to: now };
}

/** Minutes of a span, a begun one included. */
export function minutesOf({ from, to }: Span): number {
  return Math.ceil((to - from) / 60);
}

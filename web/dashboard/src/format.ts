import { strings } from "./strings.js";

const number = new Intl.NumberFormat();

/** A count, or a dash while it is unknown; never 0 for unknown. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? strings.unknown : number.format(value);
}

/** A time in the browser's zone, or in UTC. */
export function dateTime(at: string | number, utc = false): string {
  const zone = utc ? { timeZone: "UTC" } : {};
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", ...zone }).format(new Date(at));
}

export function zoneName(utc: boolean): string {
  return utc ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Seconds as hours, minutes and seconds: 1 h 04 min, 3 min 20 s, 45 s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  if (h > 0) return `${h} h ${String(m).padStart(2, "0")} min`;
  return m > 0 ? `${m} min ${String(s).padStart(2, "0")} s` : `${s} s`;
}

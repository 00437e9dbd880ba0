import { strings } from "./strings.js";

const number = new Intl.NumberFormat();
const signed = new Intl.NumberFormat(undefined, { signDisplay: "exceptZero" });

/** A count, or a dash while it is unknown; never 0 for unknown. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? strings.unknown : number.format(value);
}

export function change(value: number | null | undefined): string {
  return value === null || value === undefined ? strings.unknown : signed.format(value);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(at: string | number, utc: boolean, options: Intl.DateTimeFormatOptions): string {
  const key = `${utc}${JSON.stringify(options)}`;
  let cached = formats.get(key);
  if (cached === undefined) {
    cached = new Intl.DateTimeFormat(undefined, { ...options, ...(utc ? { timeZone: "UTC" } : {}) });
    formats.set(key, cached);
  }
  return cached.format(new Date(at));
}

/** A time in the browser's zone, or in UTC. */
export function dateTime(at: string | number, utc = false): string {
  return format(at, utc, { dateStyle: "medium", timeStyle: "short" });
}

/** Hours, minutes and seconds. */
export function clock(at: string | number, utc = false): string {
  return format(at, utc, { timeStyle: "medium" });
}

/** A date with hours, minutes and seconds. */
export function moment(at: string | number, utc = false): string {
  return format(at, utc, { dateStyle: "medium", timeStyle: "medium" });
}

export function zoneName(utc: boolean): string {
  return utc ? "UTC" : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** For `datetime-local` fields, which otherwise accept years of six digits. */
export const LATEST_LOCAL = "9999-12-31T23:59";

/** The instant of a `datetime-local` field, which has no zone of its own. */
export function instantOf(local: string, utc: boolean): string {
  return new Date(utc ? `${local}Z` : local).toISOString();
}

/** Seconds as hours, minutes and seconds: 1 h 04 min, 3 min 20 s, 45 s. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const h = Math.floor(whole / 3600);
  const m = Math.floor((whole % 3600) / 60);
  const s = whole % 60;
  if (h > 0) return `${h} h ${String(m).padStart(2, "0")} min`;
  if (m === 0) return `${s} s`;
  return s === 0 ? `${m} min` : `${m} min ${String(s).padStart(2, "0")} s`;
}

/** Time since the start of an auction: +1:30, +0:05, -0:10. */
export function offset(seconds: number): string {
  const minutes = Math.round(Math.abs(seconds) / 60);
  return `${seconds < 0 ? "-" : "+"}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

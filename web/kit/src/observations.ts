import type { CountSnapshot, CountStatus } from "./types.js";

/** Before the first value, and on a server that renders the page. */
export const UNKNOWN: CountSnapshot = Object.freeze({ count: undefined, status: "connecting", asOf: undefined });

/** How long the last count is shown while neither the socket nor polling works. */
export const KEEP_OFFLINE_MILLIS = 60_000;

/**
 * Combines the values of two sources, the socket and HTTP, into one count that never steps back in time.
 *
 * Every value has the earliest time at which the server can have produced it: for a push the time of its arrival, for an
 * HTTP answer the time its request was sent. An answer that was requested before the newest push arrived is ignored.
 * Times are of one monotonic clock, in milliseconds.
 */
export class Observations {
  #current: CountSnapshot = UNKNOWN;
  #newest = -Infinity;
  #offlineSince: number | undefined;

  get current(): CountSnapshot {
    return this.#current;
  }

  /** @returns whether the snapshot changed */
  value(count: number, producedAfter: number, receivedAt: Date, status: CountStatus): boolean {
    if (producedAfter < this.#newest) {
      return false;
    }
    this.#newest = producedAfter;
    this.#offlineSince = undefined;
    this.#current = Object.freeze({ count, status, asOf: receivedAt.getTime() });
    return true;
  }

  /** @returns whether the snapshot changed */
  status(status: CountStatus, now: number): boolean {
    this.#offlineSince = status === "offline" ? (this.#offlineSince ?? now) : undefined;
    if (this.#current.status === status) {
      return this.expire(now);
    }
    this.#current = Object.freeze({ ...this.#current, status });
    return true;
  }

  /** @returns milliseconds until the count expires; `undefined` when nothing can expire */
  expiresIn(now: number): number | undefined {
    return this.#offlineSince === undefined || this.#current.count === undefined
      ? undefined
      : Math.max(0, this.#offlineSince + KEEP_OFFLINE_MILLIS - now);
  }

  /** Makes the count unknown once it is too old to be shown. */
  expire(now: number): boolean {
    const expired = this.#offlineSince !== undefined && now - this.#offlineSince >= KEEP_OFFLINE_MILLIS;
    if (!expired || this.#current.count === undefined) {
      return false;
    }
    this.#current = Object.freeze({ count: undefined, status: this.#current.status, asOf: undefined });
    return true;
  }
}

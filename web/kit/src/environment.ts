import { io, type Socket } from "socket.io-client";
import { pageTimer, steadyTimer, type Timer } from "./timers.js";

/** A request without an answer would otherwise end the polling. */
const REQUEST_TIMEOUT_MILLIS = 15_000;

/** What the store needs of the page; replaced in tests. */
export interface Environment {
  connect(url: string, options: Parameters<typeof io>[1]): Socket;
  fetch(url: string, init?: RequestInit): Promise<Response>;
  beacon(url: string, body: string): void;
  /** Monotonic clock in milliseconds. */
  now(): number;
  wallClock(): Date;
  after: Timer;
  /** For intervals that must be kept in a hidden tab. */
  steadily: Timer;
  hidden(): boolean;
  warn(message: string): void;
}

export const browser: Environment = {
  connect: (url, options) => io(url, options),
  fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(REQUEST_TIMEOUT_MILLIS) }),
  beacon: (url, body) => {
    navigator.sendBeacon(url, body);
  },
  now: () => performance.now(),
  wallClock: () => new Date(),
  after: pageTimer,
  steadily: steadyTimer,
  hidden: () => document.visibilityState === "hidden",
  warn: (message) => console.warn(`Turnout: ${message}`),
};

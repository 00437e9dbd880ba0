import type { Socket } from "socket.io-client";
import type { Environment } from "./environment.js";

/** The client does not come back by itself after a refusal or a disconnect by the server. */
const RETRY_MIN_MILLIS = 10_000;
const RETRY_SPREAD_MILLIS = 10_000;

/**
 * WebSocket first, polling where WebSocket is blocked, endless retries. With credentials: a balancer in front of several
 * servers finds the one of a polling session by a cookie, which is not sent to another origin otherwise.
 */
const RECONNECTION = {
  transports: ["websocket", "polling"],
  tryAllTransports: true,
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 10_000,
  withCredentials: true,
  forceNew: true,
};

export interface ConnectionEvents {
  connected(): void;
  lost(): void;
}

/** A Socket.IO connection that is opened again for as long as it is not closed, with one warning for each outage. */
export class Connection {
  readonly socket: Socket;
  #cancelRetry: () => void = () => {};
  #warned = false;
  #closed = false;

  constructor(
    private readonly server: string,
    options: object,
    events: ConnectionEvents,
    private readonly environment: Environment,
  ) {
    this.socket = environment.connect(server, { ...RECONNECTION, ...options });
    this.socket.on("connect", () => {
      this.#warned = false;
      events.connected();
    });
    this.socket.on("disconnect", () => {
      events.lost();
      this.#retry();
    });
    this.socket.on("connect_error", (error: Error) => {
      events.lost();
      this.#warn(this.socket.active ? unreachable(this.server) : `${this.server} refuses this page: ${error.message}`);
      this.#retry();
    });
  }

  #retry(): void {
    if (!this.socket.active && !this.#closed) {
      this.#cancelRetry();
      const delay = RETRY_MIN_MILLIS + Math.random() * RETRY_SPREAD_MILLIS;
      this.#cancelRetry = this.environment.after(() => this.socket.connect(), delay);
    }
  }

  #warn(message: string): void {
    if (!this.#warned) {
      this.#warned = true;
      this.environment.warn(message);
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry();
    this.socket.removeAllListeners();
    this.socket.disconnect();
  }
}

/** Browsers hide from a page why a request to another origin failed, so the message names both usual causes. */
function unreachable(server: string): string {
  const origin = typeof location === "undefined" ? "this page" : location.origin;
  return `cannot connect to ${server}. Is socket-server running, and is ${origin} in its ALLOWED_ORIGIN?`;
}

import { AudienceSocket } from "./audience-socket.js";
import { CountPolling } from "./count-polling.js";
import type { Environment } from "./environment.js";
import { HttpSession } from "./http-session.js";
import { LobbySource } from "./lobby.js";
import { Observations } from "./observations.js";
import type { Sink, Source } from "./source.js";
import type { CountSnapshot, CountStatus, ListedViewer, Viewer } from "./types.js";

/** How long the socket may be unavailable before HTTP takes over. */
const FALLBACK_AFTER_MILLIS = 5_000;

const AUCTION_ID = /^[A-Za-z0-9_-]{1,64}$/;

export interface StoreOptions {
  server: string;
  auction: string;
  passive: boolean;
  viewer: () => Viewer;
  pollMillis: number;
}

/**
 * The count of one auction from one server, shared by all badges and hooks of a page.
 *
 * The socket is the first source. While it is unavailable for more than five seconds, HTTP is used beside its attempts to
 * reconnect; when the socket is back, HTTP stops.
 */
export class CountStore {
  readonly #observations = new Observations();
  readonly #listeners = new Set<() => void>();
  readonly #auction: string;
  readonly #socket: Source;
  readonly #http: Source;
  #socketUp = false;
  #httpRunning = false;
  #running = false;
  #cancelFallback: () => void = () => {};
  #cancelExpiry: () => void = () => {};

  constructor(
    { server, auction, passive, viewer, pollMillis }: StoreOptions,
    private readonly environment: Environment,
  ) {
    this.#auction = auction;
    const socketSink = this.#sink("live", (up) => this.#socketChanged(up));
    const httpSink = this.#sink("polling", (up) => this.#httpChanged(up));
    this.#socket = passive
      ? new LobbySource(server, auction, socketSink, environment)
      : new AudienceSocket(server, auction, viewer, socketSink, environment);
    this.#http = passive
      ? new CountPolling(server, auction, pollMillis, httpSink, environment)
      : new HttpSession(server, auction, viewer, pollMillis, httpSink, environment);
  }

  get snapshot(): CountSnapshot {
    return this.#observations.current;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (!AUCTION_ID.test(this.#auction)) {
      // The server would refuse it, together with the other auctions of the same list.
      this.environment.warn(`'${this.#auction}' is not the id of an auction: 1 to 64 letters, digits, '_' or '-'`);
      this.#setStatus("offline");
    } else if (!this.#running) {
      this.#running = true;
      this.#socket.start();
      this.#awaitSocket();
    }
  }

  /** @param unloading the page is going away, perhaps into the back-forward cache; `start` continues */
  stop(unloading = false): void {
    this.#running = false;
    this.#cancelFallback();
    this.#cancelExpiry();
    this.#socket.stop(unloading);
    this.#stopHttp(unloading);
    this.#socketUp = false;
    this.#setStatus("connecting");
  }

  section(name: string | undefined): void {
    this.#socket.section(name);
    this.#http.section(name);
  }

  visibilityChanged(): void {
    if (this.#httpRunning) {
      this.#http.visibilityChanged();
    }
  }

  /** Viewers that are present, newest first; empty while unknown or when this page is not counted. */
  viewers(): Promise<ListedViewer[]> {
    return this.#socket.viewers();
  }

  #sink(status: CountStatus, changed: (up: boolean) => void): Sink {
    return {
      value: (count, producedAfter) => {
        const shown = status === "polling" && this.#socketUp ? "live" : status;
        this.#notifyIf(this.#observations.value(count, producedAfter, this.environment.wallClock(), shown));
      },
      up: () => changed(true),
      down: () => changed(false),
      ended: () => this.#end(),
    };
  }

  #socketChanged(up: boolean): void {
    if (up === this.#socketUp) {
      return;
    }
    this.#socketUp = up;
    if (up) {
      this.#cancelFallback();
      this.#stopHttp(false);
    } else {
      this.#setStatus("connecting");
      this.#awaitSocket();
    }
  }

  /** The auction is over: no more attempts until the next `start`. */
  #end(): void {
    this.#socketUp = false;
    this.#cancelFallback();
    this.#stopHttp(false);
    this.#setStatus("offline");
  }

  #httpChanged(up: boolean): void {
    if (!this.#socketUp) {
      this.#setStatus(up ? "polling" : "offline");
    }
  }

  #awaitSocket(): void {
    this.#cancelFallback();
    this.#cancelFallback = this.environment.after(() => {
      if (this.#running && !this.#socketUp && !this.#httpRunning) {
        this.#httpRunning = true;
        this.#http.start();
      }
    }, FALLBACK_AFTER_MILLIS);
  }

  #stopHttp(unloading: boolean): void {
    if (this.#httpRunning) {
      this.#httpRunning = false;
      this.#http.stop(unloading);
    }
  }

  #setStatus(status: CountStatus): void {
    const now = this.environment.now();
    this.#notifyIf(this.#observations.status(status, now));
    this.#cancelExpiry();
    const expiresIn = this.#observations.expiresIn(now);
    if (expiresIn !== undefined) {
      this.#cancelExpiry = this.environment.after(
        () => this.#notifyIf(this.#observations.expire(this.environment.now())),
        expiresIn,
      );
    }
  }

  #notifyIf(changed: boolean): void {
    if (changed) {
      this.#listeners.forEach((listener) => listener());
    }
  }
}

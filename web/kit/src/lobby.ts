import { Connection } from "./connection.js";
import type { Environment } from "./environment.js";
import type { Sink, Source } from "./source.js";
import type { ListedViewer } from "./types.js";

type Counts = Record<string, unknown>;

/** The server's limit on the auctions that one session watches. */
const MAX_WATCHED = 500;

/** A refused list is sent again after this time, which doubles with each refusal. */
const RETRY_MIN_MILLIS = 5_000;
const RETRY_MAX_MILLIS = 60_000;

const lobbies = new Map<string, Lobby>();

/** One connection per server to `/socket/` for all auctions whose count is shown without being counted. */
class Lobby {
  readonly #watched = new Map<string, Set<Sink>>();
  readonly #connection: Connection;
  #changed = false;
  #requests = 0;
  #refusals = 0;
  #cancelRetry: () => void = () => {};
  #warnedOfTooMany = false;

  constructor(
    private readonly server: string,
    private readonly environment: Environment,
  ) {
    this.#connection = new Connection(
      server,
      { path: "/socket/" },
      { connected: () => this.#watch(), lost: () => this.#lost() },
      environment,
    );
    this.#connection.socket.on("viewerCounts", (counts: Counts) => this.#received(counts));
  }

  add(auction: string, sink: Sink): void {
    const sinks = this.#watched.get(auction) ?? new Set();
    sinks.add(sink);
    this.#watched.set(auction, sinks);
    this.#watchSoon();
  }

  remove(auction: string, sink: Sink): void {
    const sinks = this.#watched.get(auction);
    sinks?.delete(sink);
    if (sinks?.size === 0) {
      this.#watched.delete(auction);
    }
    if (this.#watched.size === 0) {
      lobbies.delete(this.server);
      this.#cancelRetry();
      this.#connection.close();
    } else {
      this.#watchSoon();
    }
  }

  /** Badges that appear in one turn of the event loop share one request. */
  #watchSoon(): void {
    if (!this.#changed) {
      this.#changed = true;
      queueMicrotask(() => {
        this.#changed = false;
        if (this.#connection.socket.connected) {
          this.#watch();
        }
      });
    }
  }

  #watch(): void {
    this.#cancelRetry();
    const request = ++this.#requests;
    const auctions = [...this.#watched.keys()];
    const sent = auctions.slice(0, MAX_WATCHED);
    this.#leaveOut(auctions.slice(MAX_WATCHED));
    this.#connection.socket.emit("watchCounts", sent, (counts: Counts) => {
      if (request !== this.#requests) {
        return; // a newer list has replaced this one
      }
      if (counts["ok"] === false) {
        this.#refused(String(counts["error"]));
        return;
      }
      this.#refusals = 0;
      sent.forEach((auction) => this.#watched.get(auction)?.forEach((sink) => sink.up()));
      this.#received(counts);
    });
  }

  /** Their counts are requested over HTTP instead. */
  #leaveOut(auctions: string[]): void {
    if (auctions.length > 0 && !this.#warnedOfTooMany) {
      this.#warnedOfTooMany = true;
      const total = MAX_WATCHED + auctions.length;
      this.environment.warn(`${total} auctions on one page, only ${MAX_WATCHED} are watched; the others are polled`);
    }
    auctions.forEach((auction) => this.#watched.get(auction)?.forEach((sink) => sink.down()));
  }

  /** The server watches nothing for this page now, so the counts are requested over HTTP until it accepts the list. */
  #refused(reason: string): void {
    if (this.#refusals === 0) {
      this.environment.warn(`${this.server} refuses to send counts: ${reason}`);
    }
    this.#each((sink) => sink.down());
    const delay = Math.min(RETRY_MAX_MILLIS, RETRY_MIN_MILLIS * 2 ** this.#refusals++);
    this.#cancelRetry = this.environment.after(() => this.#watchSoon(), delay * (1 + Math.random() / 2));
  }

  #lost(): void {
    this.#cancelRetry();
    this.#requests++; // no answer to an earlier list counts any more
    this.#each((sink) => sink.down());
  }

  #received(counts: Counts): void {
    const now = this.environment.now();
    for (const [auction, count] of Object.entries(counts)) {
      if (typeof count === "number") {
        this.#watched.get(auction)?.forEach((sink) => sink.value(count, now));
      }
    }
  }

  #each(action: (sink: Sink) => void): void {
    this.#watched.forEach((sinks) => sinks.forEach(action));
  }
}

/** The count of one auction over the lobby: shown, not counted. */
export class LobbySource implements Source {
  #lobby: Lobby | undefined;

  constructor(
    private readonly server: string,
    private readonly auction: string,
    private readonly sink: Sink,
    private readonly environment: Environment,
  ) {}

  start(): void {
    const lobby = lobbies.get(this.server) ?? new Lobby(this.server, this.environment);
    lobbies.set(this.server, lobby);
    this.#lobby = lobby;
    lobby.add(this.auction, this.sink);
  }

  stop(): void {
    this.#lobby?.remove(this.auction, this.sink);
    this.#lobby = undefined;
  }

  section(): void {
    // Sessions of the lobby are not counted and have no section.
  }

  visibilityChanged(): void {
    // The server's pings keep the session of a hidden tab.
  }

  viewers(): Promise<ListedViewer[]> {
    return Promise.resolve([]);
  }
}

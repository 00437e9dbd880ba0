import { Connection } from "./connection.js";
import type { Environment } from "./environment.js";
import type { Sink, Source } from "./source.js";
import type { ListedViewer } from "./types.js";

type Counts = Record<string, unknown>;

/** The server's limit on the auctions that one session watches. */
const MAX_WATCHED = 500;

const lobbies = new Map<string, Lobby>();

/** One connection per server to `/socket/` for all auctions whose count is shown without being counted. */
class Lobby {
  readonly #watched = new Map<string, Set<Sink>>();
  readonly #connection: Connection;
  #changed = false;

  constructor(
    private readonly server: string,
    private readonly environment: Environment,
  ) {
    this.#connection = new Connection(
      server,
      { path: "/socket/" },
      { connected: () => this.#watch(), lost: () => this.#each((sink) => sink.down()) },
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
    const auctions = [...this.#watched.keys()];
    if (auctions.length > MAX_WATCHED) {
      this.environment.warn(`${auctions.length} auctions on one page, only ${MAX_WATCHED} are watched`);
    }
    this.#connection.socket.emit("watchCounts", auctions.slice(0, MAX_WATCHED), (counts: Counts) => {
      if (counts["ok"] === false) {
        this.environment.warn(`${this.server} refuses to send counts: ${String(counts["error"])}`);
        return;
      }
      this.#each((sink) => sink.up());
      this.#received(counts);
    });
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

import type { Socket } from "socket.io-client";
import type { Environment } from "./environment.js";
import { RECONNECTION, unreachable } from "./reconnection.js";
import type { Sink, Source } from "./source.js";
import type { ListedViewer } from "./types.js";

type Counts = Record<string, unknown>;

const lobbies = new Map<string, Lobby>();

/** One connection per server to `/socket/` for all auctions whose count is shown without being counted. */
class Lobby {
  readonly #watched = new Map<string, Set<Sink>>();
  readonly #socket: Socket;
  #changed = false;

  constructor(
    private readonly server: string,
    private readonly environment: Environment,
  ) {
    this.#socket = environment.connect(server, { ...RECONNECTION, path: "/socket/", forceNew: true });
    this.#socket.on("connect", () => this.#watch());
    this.#socket.on("viewerCounts", (counts: Counts) => this.#received(counts));
    this.#socket.on("disconnect", () => this.#each((sink) => sink.down()));
    this.#socket.on("connect_error", (error: Error) => {
      this.#each((sink) => sink.down());
      environment.warn(this.#socket.active ? unreachable(server) : `refused: ${error.message}`);
    });
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
      this.#socket.removeAllListeners();
      this.#socket.disconnect();
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
        if (this.#socket.connected) {
          this.#watch();
        }
      });
    }
  }

  #watch(): void {
    this.#socket.emit("watchCounts", [...this.#watched.keys()], (counts: Counts) => {
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
  readonly status = "live";
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

import { Connection } from "./connection.js";
import type { Environment } from "./environment.js";
import type { Sink, Source } from "./source.js";
import { tabId } from "./tab.js";
import type { ListedViewer, Viewer } from "./types.js";

const LIST_TIMEOUT_MILLIS = 5_000;

/** A counted session: one Socket.IO connection to `/auction/`. */
export class AudienceSocket implements Source {
  #connection: Connection | undefined;
  #section: string | undefined;
  #ended = false;

  constructor(
    private readonly server: string,
    private readonly auction: string,
    private readonly viewer: () => Viewer,
    private readonly sink: Sink,
    private readonly environment: Environment,
  ) {}

  start(): void {
    this.#ended = false;
    const options = {
      path: "/auction/",
      query: { slug: `auction-${this.auction}`, tab: tabId() },
      // Read at each attempt to connect, so that a renewed token is used.
      auth: (send: (auth: object) => void) => send({ ...this.viewer(), section: this.#section }),
    };
    const connection = new Connection(
      this.server,
      options,
      { connected: () => this.#connected(), lost: () => this.#lost() },
      this.environment,
    );
    connection.socket.on("viewerCountUpdate", (count: unknown) => {
      if (typeof count === "number") {
        this.sink.value(count, this.environment.now());
      }
    });
    connection.socket.on("auctionStatusUpdate", (status: { isLive?: unknown } | null) => {
      this.#ended = status?.isLive === false;
    });
    this.#connection = connection;
  }

  #connected(): void {
    this.sink.up();
    if (this.#connection?.socket.recovered) {
      this.#sendSection(); // a recovered session has the section it had before
    }
  }

  #lost(): void {
    if (this.#ended && !this.#connection?.socket.active) {
      this.stop();
      this.sink.ended();
    } else {
      this.sink.down();
    }
  }

  stop(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }

  section(name: string | undefined): void {
    if (name !== this.#section) {
      this.#section = name;
      this.#sendSection();
    }
  }

  #sendSection(): void {
    if (this.#connection?.socket.connected) {
      this.#connection.socket.emit("presence", { section: this.#section ?? null });
    }
  }

  visibilityChanged(): void {
    // The server's pings keep the session of a hidden tab.
  }

  async viewers(): Promise<ListedViewer[]> {
    const socket = this.#connection?.socket;
    if (!socket?.connected) {
      return [];
    }
    const answer: { viewers?: ListedViewer[] } = await socket.timeout(LIST_TIMEOUT_MILLIS).emitWithAck("viewers");
    return answer.viewers ?? [];
  }
}

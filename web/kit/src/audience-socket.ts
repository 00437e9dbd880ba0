import type { Socket } from "socket.io-client";
import type { Environment } from "./environment.js";
import { RECONNECTION, unreachable } from "./reconnection.js";
import type { Sink, Source } from "./source.js";
import { tabId } from "./tab.js";
import type { ListedViewer, Viewer } from "./types.js";

const LIST_TIMEOUT_MILLIS = 5_000;

/** A counted session: one Socket.IO connection to `/auction/`. */
export class AudienceSocket implements Source {
  readonly status = "live";
  #socket: Socket | undefined;
  #section: string | undefined;

  constructor(
    private readonly server: string,
    private readonly auction: string,
    private readonly viewer: Viewer,
    private readonly sink: Sink,
    private readonly environment: Environment,
  ) {}

  start(): void {
    const { token, anonymous, ...named } = this.viewer;
    const socket = this.environment.connect(this.server, {
      ...RECONNECTION,
      path: "/auction/",
      forceNew: true,
      query: { slug: `auction-${this.auction}`, tab: tabId() },
      auth: { ...named, ...(token ? { token } : {}), ...(anonymous ? { anonymous } : {}) },
    });
    this.#socket = socket;
    socket.on("connect", () => {
      this.sink.up();
      this.#sendSection();
    });
    socket.on("viewerCountUpdate", (count: unknown) => {
      if (typeof count === "number") {
        this.sink.value(count, this.environment.now());
      }
    });
    socket.on("disconnect", () => this.sink.down());
    socket.on("connect_error", (error: Error) => {
      this.sink.down();
      this.environment.warn(socket.active ? unreachable(this.server) : `refused: ${error.message}`);
    });
  }

  stop(): void {
    this.#socket?.removeAllListeners();
    this.#socket?.disconnect();
    this.#socket = undefined;
  }

  section(name: string | undefined): void {
    this.#section = name;
    this.#sendSection();
  }

  #sendSection(): void {
    if (this.#section !== undefined && this.#socket?.connected) {
      this.#socket.emit("presence", { section: this.#section });
    }
  }

  visibilityChanged(): void {
    // The server's pings keep the session of a hidden tab.
  }

  async viewers(): Promise<ListedViewer[]> {
    if (!this.#socket?.connected) {
      return [];
    }
    const answer: { viewers?: ListedViewer[] } = await this.#socket.timeout(LIST_TIMEOUT_MILLIS).emitWithAck("viewers");
    return answer.viewers ?? [];
  }
}

import type { Environment } from "./environment.js";
import type { Sink, Source } from "./source.js";
import type { ListedViewer } from "./types.js";

/** Requests the count at an interval: shown, not counted. */
export class CountPolling implements Source {
  readonly status = "polling";
  #running = false;
  #cancelNext: () => void = () => {};

  constructor(
    private readonly server: string,
    private readonly auction: string,
    private readonly intervalMillis: number,
    private readonly sink: Sink,
    private readonly environment: Environment,
  ) {}

  start(): void {
    this.#running = true;
    void this.#request();
  }

  stop(): void {
    this.#running = false;
    this.#cancelNext();
  }

  section(): void {
    // Not counted: no section.
  }

  visibilityChanged(): void {
    // A slower interval in a hidden tab is harmless.
  }

  viewers(): Promise<ListedViewer[]> {
    return Promise.resolve([]);
  }

  async #request(): Promise<void> {
    const sentAt = this.environment.now();
    try {
      const id = encodeURIComponent(this.auction);
      const answer = await this.environment.fetch(`${this.server}/api/streams/viewers?ids=${id}`);
      if (!answer.ok) {
        throw new Error(`viewers: ${answer.status}`);
      }
      const counts = (await answer.json()) as Record<string, unknown>;
      const count = counts[this.auction];
      if (this.#running && typeof count === "number") {
        this.sink.up();
        this.sink.value(count, sentAt);
      }
    } catch {
      if (this.#running) {
        this.sink.down();
      }
    }
    if (this.#running) {
      this.#cancelNext = this.environment.after(() => void this.#request(), this.intervalMillis);
    }
  }
}

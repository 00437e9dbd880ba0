import type { Environment } from "./environment.js";
import type { Sink, Source } from "./source.js";
import type { ListedViewer } from "./types.js";

/** Auctions whose polling is due at the same time share one request; more than one request may be needed for them. */
const GATHER_MILLIS = 100;
const MAX_IDS = 100;

type Counts = Record<string, unknown>;

interface Batch {
  auctions: Set<string>;
  counts: Promise<Counts>;
}

const batches = new Map<string, Batch>();

/** The counts of this auction and of others that are requested from the server within a moment. */
function requestCounts(server: string, auction: string, environment: Environment): Promise<Counts> {
  let batch = batches.get(server);
  if (batch === undefined || batch.auctions.size >= MAX_IDS) {
    const auctions = new Set<string>();
    const gathered = new Promise<void>((resolve) => environment.after(resolve, GATHER_MILLIS));
    const counts = gathered.then(() => {
      if (batches.get(server)?.auctions === auctions) {
        batches.delete(server);
      }
      return fetchCounts(server, auctions, environment);
    });
    batch = { auctions, counts };
    batches.set(server, batch);
  }
  batch.auctions.add(auction);
  return batch.counts;
}

async function fetchCounts(server: string, auctions: Set<string>, environment: Environment): Promise<Counts> {
  const ids = [...auctions].map(encodeURIComponent).join(",");
  const answer = await environment.fetch(`${server}/api/streams/viewers?ids=${ids}`, { credentials: "include" });
  if (!answer.ok) {
    throw new Error(`viewers: ${answer.status}`);
  }
  return (await answer.json()) as Counts;
}

/** Requests the count at an interval: shown, not counted. */
export class CountPolling implements Source {
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
      const counts = await requestCounts(this.server, this.auction, this.environment);
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

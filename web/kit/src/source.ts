import type { ListedViewer } from "./types.js";

/** Receives what a source finds out. */
export interface Sink {
  /** @param producedAfter earliest time at which the server can have produced the value, see `Observations` */
  value(count: number, producedAfter: number): void;
  /** The source works, or has stopped to work. */
  up(): void;
  down(): void;
  /** The auction is over and its sessions were closed: this page must not join again. */
  ended(): void;
}

/** One way to the count of an auction. `start` and `stop` may alternate. */
export interface Source {
  start(): void;
  /** @param unloading the page is going away: only a beacon can still be sent */
  stop(unloading: boolean): void;
  /** @param name `undefined` when the page shows no particular section any more */
  section(name: string | undefined): void;
  visibilityChanged(): void;
  viewers(): Promise<ListedViewer[]>;
}

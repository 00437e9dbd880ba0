import type { CountStatus, ListedViewer } from "./types.js";

/** Receives what a source finds out. */
export interface Sink {
  /** @param producedAfter earliest time at which the server can have produced the value, see `Observations` */
  value(count: number, producedAfter: number): void;
  /** The source works, or has stopped to work. */
  up(): void;
  down(): void;
}

/** One way to the count of an auction. `start` and `stop` may alternate. */
export interface Source {
  /** Status of the store while this source delivers. */
  readonly status: CountStatus;
  start(): void;
  /** @param unloading the page is going away: only a beacon can still be sent */
  stop(unloading: boolean): void;
  section(name: string | undefined): void;
  visibilityChanged(): void;
  viewers(): Promise<ListedViewer[]>;
}

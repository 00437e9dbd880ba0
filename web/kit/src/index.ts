import { lease } from "./registry.js";
import type { CountSnapshot, WatchOptions } from "./types.js";

export { configure } from "./registry.js";
export type { CountSnapshot, CountStatus, ListedViewer, Viewer, WatchOptions } from "./types.js";

/**
 * Watches the count of an auction.
 *
 * @returns ends the watch; the session is released shortly after the last one ended
 */
export function watchCount(
  auction: string,
  listener: (snapshot: CountSnapshot) => void,
  options: WatchOptions = {},
): () => void {
  const held = lease(auction, options);
  const unsubscribe = held.store.subscribe(() => listener(held.store.snapshot));
  listener(held.store.snapshot);
  return () => {
    unsubscribe();
    held.release();
  };
}

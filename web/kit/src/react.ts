import { useCallback, useEffect, useRef, useSyncExternalStore } from "react";
import { UNKNOWN } from "./observations.js";
import { lease, type Lease } from "./registry.js";
import type { CountSnapshot, WatchOptions } from "./types.js";

export type { CountSnapshot, CountStatus } from "./types.js";

export interface UseViewerCountOptions extends WatchOptions {
  /** Do not connect, for example while the auction is not known yet. */
  skip?: boolean;
}

/** The count of an auction. Safe under StrictMode, and on a server that renders the page (there the count is unknown). */
export function useViewerCount(auctionId: string, options: UseViewerCountOptions = {}): CountSnapshot {
  const { skip = false, server, passive = false, section, pollInterval } = options;
  const held = useRef<Lease | undefined>(undefined);

  const subscribe = useCallback(
    (changed: () => void) => {
      if (skip) {
        return () => {};
      }
      const watch: WatchOptions = { passive };
      if (server !== undefined) watch.server = server;
      if (pollInterval !== undefined) watch.pollInterval = pollInterval;
      const mine = lease(auctionId, watch);
      held.current = mine;
      const unsubscribe = mine.store.subscribe(changed);
      return () => {
        unsubscribe();
        mine.release();
        held.current = undefined;
      };
    },
    [auctionId, skip, server, passive, pollInterval],
  );

  useEffect(() => held.current?.store.section(section), [subscribe, section]);

  return useSyncExternalStore(
    subscribe,
    () => held.current?.store.snapshot ?? UNKNOWN,
    () => UNKNOWN,
  );
}

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
  const key = JSON.stringify([auctionId, skip, server, passive, pollInterval]);
  const held = useRef<{ key: string; lease: Lease } | undefined>(undefined);

  const subscribe = useCallback(
    (changed: () => void) => {
      if (skip) {
        return () => {};
      }
      const watch: WatchOptions = { passive };
      if (server !== undefined) watch.server = server;
      if (pollInterval !== undefined) watch.pollInterval = pollInterval;
      const mine = lease(auctionId, watch);
      held.current = { key, lease: mine };
      const unsubscribe = mine.store.subscribe(changed);
      return () => {
        unsubscribe();
        mine.release();
        held.current = undefined;
      };
    },
    [key],
  );

  const snapshot = useSyncExternalStore(
    subscribe,
    () => (held.current?.key === key ? held.current.lease.store.snapshot : UNKNOWN),
    () => UNKNOWN,
  );

  // After the subscription, which makes the store. A hook without a section leaves the section of others alone.
  const hasSection = useRef(false);
  useEffect(() => {
    if (section !== undefined || hasSection.current) {
      hasSection.current = section !== undefined;
      held.current?.lease.store.section(section);
    }
  }, [key, section]);

  return snapshot;
}

import { browser, type Environment } from "./environment.js";
import { CountStore } from "./store.js";
import { leaveTabId, takeTabIdBack } from "./tab.js";
import type { Viewer, WatchOptions } from "./types.js";

/** A store is kept this long after its last user, so that a page that swaps one badge for another keeps its session. */
const RELEASE_MILLIS = 250;
const POLL_SECONDS = 30;
const MIN_POLL_SECONDS = 5;

interface Shared {
  store: CountStore;
  users: number;
  cancelRelease: () => void;
}

/** A user's share of a store; `release` may be called more than once. */
export interface Lease {
  readonly store: CountStore;
  release(): void;
}

const stores = new Map<string, Shared>();
let defaultServer: string | undefined;
let viewer: Viewer = {};
let environment: Environment = browser;
let attached = false;

/** Sets what all stores of this page have in common. The viewer is used from the next connection on. */
export function configure(settings: { server?: string; viewer?: Viewer; environment?: Environment }): void {
  defaultServer = settings.server ?? defaultServer;
  viewer = settings.viewer ?? viewer;
  environment = settings.environment ?? environment;
}

function serverOf(options: WatchOptions): string {
  const server = options.server ?? defaultServer ?? (typeof location === "undefined" ? "" : location.origin);
  return server.replace(/\/+$/, "");
}

/** Takes a share of the store of this auction: one connection per server and auction however many use it. */
export function lease(auction: string, options: WatchOptions = {}): Lease {
  attachToPage();
  const server = serverOf(options);
  const passive = options.passive ?? false;
  const key = JSON.stringify([server, auction, passive]);
  const shared = stores.get(key) ?? open(key, server, auction, passive, options.pollInterval);
  shared.cancelRelease();
  shared.users++;
  if (options.section !== undefined) {
    shared.store.section(options.section);
  }
  let released = false;
  return {
    store: shared.store,
    release: () => {
      if (!released) {
        released = true;
        shared.users--;
        closeSoon(key, shared);
      }
    },
  };
}

function open(key: string, server: string, auction: string, passive: boolean, pollSeconds = POLL_SECONDS): Shared {
  const pollMillis = Math.max(MIN_POLL_SECONDS, pollSeconds) * 1_000;
  const store = new CountStore({ server, auction, passive, viewer: () => viewer, pollMillis }, environment);
  const shared: Shared = { store, users: 0, cancelRelease: () => {} };
  stores.set(key, shared);
  store.start();
  return shared;
}

function closeSoon(key: string, shared: Shared): void {
  if (shared.users === 0) {
    shared.cancelRelease = environment.after(() => {
      stores.delete(key);
      shared.store.stop();
    }, RELEASE_MILLIS);
  }
}

function attachToPage(): void {
  if (attached || typeof window === "undefined") {
    return;
  }
  attached = true;
  // An open socket would keep the page out of the back-forward cache.
  window.addEventListener("pagehide", () => {
    stores.forEach(({ store }) => store.stop(true));
    leaveTabId();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      takeTabIdBack();
      stores.forEach(({ store }) => store.start());
    }
  });
  document.addEventListener("visibilitychange", () => stores.forEach(({ store }) => store.visibilityChanged()));
}

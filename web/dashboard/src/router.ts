import { useSyncExternalStore } from "react";

export type Route = { page: "auctions" } | { page: "auction"; id: string } | { page: "password" };

/** Pages live in the fragment, so that every page is one document at any sub-path. */
export function parseRoute(fragment: string): Route {
  const [, page, id] = fragment.replace(/^#/, "").split("/");
  if (page === "auction" && id) {
    return { page, id: decodeURIComponent(id) };
  }
  return page === "password" ? { page } : { page: "auctions" };
}

export function linkTo(route: Route): string {
  return route.page === "auction" ? `#/auction/${encodeURIComponent(route.id)}` : `#/${route.page}`;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

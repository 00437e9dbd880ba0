import { useSyncExternalStore } from "react";

export type Route = { page: "auctions" } | { page: "auction"; id: string } | { page: "password" };

/** Pages are in the fragment, so that every page is one document at any sub-path. */
export function parseRoute(fragment: string): Route {
  const [, page, id] = fragment.replace(/^#/, "").split("/");
  if (page === "auction" && id) {
    return { page, id: decoded(id) };
  }
  return page === "password" ? { page } : { page: "auctions" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a malformed escape; no auction has this id
  }
}

export function linkTo(route: Route): string {
  return route.page === "auction" ? `#/auction/${encodeURIComponent(route.id)}` : `#/${route.page}`;
}

interface Address {
  pathname: string;
  hash: string;
}

/** The token of a read-only link; undefined on the dashboard itself. Browsers do not send fragments to the server. */
export function shareTokenOf({ pathname, hash }: Address): string | undefined {
  return pathname.endsWith("/share") ? hash.replace(/^#/, "") : undefined;
}

export function shareLink(page: string, token: string): string {
  return new URL(`share#${token}`, page.replace(/#.*$/, "")).href;
}

function subscribe(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

export function useRoute(): Route {
  return parseRoute(useFragment());
}

/** Follows the fragment: another link that is opened in the same tab loads no new document. */
export function useShareToken(): string | undefined {
  return shareTokenOf({ pathname: location.pathname, hash: useFragment() });
}

function useFragment(): string {
  return useSyncExternalStore(subscribe, () => location.hash);
}

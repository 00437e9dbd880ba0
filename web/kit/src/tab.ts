const KEY = "turnout.tab";

let current: string | undefined;

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Id of this tab, the same after a reload: the server replaces the session of the page before the reload at once.
 *
 * The id is in sessionStorage only while no page uses it. sessionStorage is copied when a tab is duplicated, so an id that
 * stayed there would make the copy replace the original.
 */
export function tabId(): string {
  if (current === undefined) {
    try {
      current = sessionStorage.getItem(KEY) ?? newId();
      sessionStorage.removeItem(KEY);
    } catch {
      current = newId(); // storage is blocked
    }
  }
  return current;
}

/** Leaves the id to the next page of this tab; called in `pagehide`. */
export function leaveTabId(): void {
  try {
    if (current !== undefined) {
      sessionStorage.setItem(KEY, current);
    }
  } catch {
    // storage is blocked: the next page gets a new id
  }
}

/** Takes the id back when the page returns from the back-forward cache. */
export function takeTabIdBack(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // storage is blocked
  }
}

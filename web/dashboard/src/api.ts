import { strings } from "./strings.js";

export type AuctionStatus = "scheduled" | "live" | "ended";

export interface SwitchChange {
  enabled: boolean;
  at: string;
  by: string;
}

export interface Auction {
  id: string;
  title: string;
  status: AuctionStatus;
  enableViewerAnalytics: boolean;
  createdAt: string;
  startedAt: string | null;
  endedAt: string | null;
  currentViewers: number | null;
  /** When `currentViewers` was read. */
  asOf: string | null;
  peakViewers: number | null;
  /** Last sample of each of the last 60 minutes, oldest first; null where there is no snapshot. Only in a list. */
  sparkline?: (number | null)[];
  /** Only in a list. */
  lastSwitch?: SwitchChange | null;
  /** Newest first. Only in the answer for one auction. */
  analyticsSwitches?: SwitchChange[];
}

export interface Point {
  timestamp: string;
  viewerCount: number;
  avgViewers: number;
  peakViewers: number;
  minViewers: number;
  sampleCount: number;
  exactPeak?: number | null;
  exactMin?: number | null;
  joins?: number | null;
  leaves?: number | null;
  uniqueViewers?: number | null;
}

export interface Summary {
  overallPeak: number;
  overallPeakAt: string | null;
  overallAvg: number;
  overallMin: number | null;
  duration: number;
  first: string | null;
  last: string | null;
  joins: number | null;
  leaves: number | null;
  uniqueViewers: number | null;
  watchMinutes: number | null;
  averageSessionSeconds?: number | null;
  sessionSeconds: Record<string, number> | null;
  /** Share of the ended sessions that lasted longer than each time. */
  retention?: { seconds: number; share: number }[] | null;
  sections: Record<string, number> | null;
  countries?: Record<string, number> | null;
}

/** How much of a span was observed. */
export interface Coverage {
  from: string;
  until: string;
  minutes: number;
  observedMinutes: number;
}

export interface Marker {
  timestamp: string;
  kind: "bidding" | "sold";
  audience: number | null;
  audienceBefore?: number | null;
  audienceAfter?: number | null;
  change?: number | null;
  data: unknown;
}

export interface Note {
  id: string;
  timestamp: string;
  text: string;
  createdBy: string;
}

export interface Viewers {
  resolutionSeconds: number;
  snapshots: Point[];
  summary: Summary;
  coverage: Coverage;
  disabled: { from: string; to: string | null }[];
  markers: Marker[];
  notes: Note[];
}

export interface Lot {
  number: number;
  name: string | null;
  bids: number;
  openedAt: string | null;
  audienceAtOpening: number | null;
  hammerAt: string | null;
  audienceAtHammer: number | null;
  audienceBefore: number | null;
  audienceAfter: number | null;
  change: number | null;
  peak: number | null;
}

/** An auction on an axis that begins at its start. */
export interface Aligned {
  id: string;
  title: string;
  start: string | null;
  resolutionSeconds: number;
  points: (Point & { offsetSeconds: number })[];
  summary: Summary;
}

export interface Share {
  id: string;
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  expired: boolean;
}

/** Snapshots that the backend refused with the same status. */
export interface SetAside {
  status: number;
  snapshots: number;
  auctions: number;
  oldest: string;
  newest: string;
  reason: string;
}

/** What one socket-server holds for backend-api. */
export interface ServerOutbox {
  /** Its id in the cluster; absent when it is alone. */
  server?: string;
  waiting: number;
  /** Minute of the oldest one that waits. */
  oldestWaiting: string | null;
  backendUnavailable: boolean;
  setAside: SetAside[];
  dropped: { tooOld: number; tooMany: number; damaged: number; unwritable: number };
}

/** What all socket-servers that count together hold: the one that answered, and the others it has asked. */
export interface Outbox extends ServerOutbox {
  others?: ServerOutbox[];
  /** Servers that gave no answer: what they hold is not known. */
  missing?: string[];
}

/** The API answers the newest markers of a range up to this number, and computes lots from them. */
export const MOST_MARKERS = 1_000;

/** A refused request, with the message of its problem document. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Fires `login` after a login and `expired` when a request is refused because no admin is logged in. */
export const session = new EventTarget();

let shareToken: string | undefined;

/** From now on requests carry the token of a read-only link instead of the admin's cookie. */
export function authenticateWith(token: string): void {
  shareToken = token;
}

/** Addresses are relative to the page, so that they work below a sub-path. */
async function send(method: string, path: string, body?: unknown): Promise<Response> {
  const init: RequestInit = { method, credentials: shareToken === undefined ? "same-origin" : "omit" };
  const headers: Record<string, string> = {};
  if (shareToken !== undefined) {
    headers["Authorization"] = `Bearer ${shareToken}`;
  }
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, { ...init, headers });
  if (!response.ok) {
    if (response.status === 401 && (await needsLogin(path))) {
      session.dispatchEvent(new Event("expired"));
      throw new ApiError(response.status, shareToken === undefined ? strings.login.needed : strings.share.invalid);
    }
    const problem = (await response.json().catch(() => ({}))) as { message?: string };
    throw new ApiError(response.status, problem.message ?? `${response.status} ${response.statusText}`);
  }
  return response;
}

/** Whether a 401 is about the session: with a wrong password it is not. */
async function needsLogin(path: string): Promise<boolean> {
  return path !== SESSION && (path !== PASSWORD || !(await fetch(SESSION)).ok);
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  return (await send(method, path, body)).json() as Promise<T>;
}

const SESSION = "api/v1/admin/session";
const PASSWORD = "api/v1/admin/password";
const AUCTIONS = "api/v1/auctions";

function auctionPath(id: string, rest = ""): string {
  return `${AUCTIONS}/${encodeURIComponent(id)}${rest}`;
}

export const api = {
  whoAmI: () => request<{ admin: string }>("GET", SESSION).then(({ admin }) => admin),
  logIn: async (password: string) => {
    await request("POST", SESSION, { password });
    session.dispatchEvent(new Event("login"));
  },
  logOut: () => request("DELETE", SESSION),
  changePassword: (current: string, next: string) =>
    request("PUT", PASSWORD, { currentPassword: current, newPassword: next }),
  auctions: () => request<{ auctions: Auction[] }>("GET", `${AUCTIONS}?sparkline=true`).then(({ auctions }) => auctions),
  auction: (id: string) => request<Auction>("GET", auctionPath(id)),
  create: (auction: { id?: string; title: string; enableViewerAnalytics: boolean }) =>
    request<Auction>("POST", AUCTIONS, auction),
  change: (id: string, change: Partial<Pick<Auction, "title" | "status" | "enableViewerAnalytics">>) =>
    request<Auction>("PATCH", auctionPath(id), change),
  remove: (id: string) => request("DELETE", auctionPath(id)),
  viewers: (id: string, query: string) => request<Viewers>("GET", auctionPath(id, `/analytics/viewers?${query}`)),
  csv: (id: string, query: string) => send("GET", auctionPath(id, `/analytics/viewers.csv?${query}`)).then((r) => r.blob()),
  lots: (id: string, query: string) =>
    request<{ lots: Lot[] }>("GET", auctionPath(id, `/analytics/lots?${query}`)).then(({ lots }) => lots),
  compare: (id: string, other: string) =>
    request<{ auctions: [Aligned, Aligned] }>(
      "GET",
      auctionPath(id, `/analytics/compare?with=${encodeURIComponent(other)}`),
    ).then(({ auctions }) => auctions),
  addNote: (id: string, text: string, timestamp: string | undefined) =>
    request("POST", auctionPath(id, "/notes"), { text, ...(timestamp ? { timestamp } : {}) }),
  removeNote: (id: string, note: string) => request("DELETE", auctionPath(id, `/notes/${encodeURIComponent(note)}`)),
  shares: (id: string) => request<{ shares: Share[] }>("GET", auctionPath(id, "/shares")).then(({ shares }) => shares),
  addShare: (id: string, expiresAt: string | undefined) =>
    request<{ token: string }>("POST", auctionPath(id, "/shares"), expiresAt ? { expiresAt } : {}).then(({ token }) => token),
  removeShare: (id: string, share: string) => request("DELETE", auctionPath(id, `/shares/${encodeURIComponent(share)}`)),
  outbox: () => request<{ asOf: string; outbox: Outbox }>("GET", "api/v1/outbox"),
  retryOutbox: () => request<{ retried: number }>("POST", "api/v1/outbox/retry"),
  /** The auction of the token given to {@link authenticateWith}. */
  shared: () => request<{ auctionId: string; expiresAt: string | null }>("GET", "api/v1/share"),
};

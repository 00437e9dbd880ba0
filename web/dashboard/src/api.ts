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
  startedAt?: string | null;
  endedAt?: string | null;
  currentViewers: number | null;
  peakViewers?: number | null;
  /** Average viewers of each of the last 60 minutes, oldest first; null where there is no snapshot. */
  lastHour?: (number | null)[];
  lastSwitch?: SwitchChange | null;
  switches?: SwitchChange[];
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
  joins: number | null;
  leaves: number | null;
  uniqueViewers: number | null;
  watchMinutes: number | null;
  sessionSeconds: Record<string, number> | null;
  sections: Record<string, number> | null;
}

export interface Marker {
  timestamp: string;
  kind: "bidding" | "sold";
  audience: number | null;
  data: unknown;
}

export interface Viewers {
  resolutionSeconds: number;
  snapshots: Point[];
  summary: Summary;
  markers: Marker[];
}

export interface Note {
  id: string;
  timestamp: string;
  text: string;
}

/** A refusal, with the text of its problem document. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

type Listener = () => void;

let expired: Listener = () => {};

/** Called when a request is refused because nobody is logged in. */
export function onSessionExpired(listener: Listener): void {
  expired = listener;
}

/** Addresses are relative to the page, so that they work below a sub-path. */
async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, credentials: "same-origin", headers: { Accept: "application/json" } };
  if (body !== undefined) {
    init.headers = { ...init.headers, "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const answer = await fetch(path, init);
  const content = (await answer.json().catch(() => ({}))) as T & { message?: string };
  if (!answer.ok) {
    if (answer.status === 401 && path !== LOGIN) {
      expired();
    }
    throw new ApiError(answer.status, content.message ?? `${answer.status} ${answer.statusText}`);
  }
  return content;
}

const LOGIN = "api/v1/admin/session";

function auctionPath(id: string, rest = ""): string {
  return `api/v1/auctions/${encodeURIComponent(id)}${rest}`;
}

export const api = {
  whoAmI: () => request<{ admin: string }>("GET", LOGIN).then((answer) => answer.admin),
  logIn: (password: string) => request<{ admin: string }>("POST", LOGIN, { password }).then((answer) => answer.admin),
  logOut: () => request("DELETE", LOGIN),
  changePassword: (current: string, next: string) =>
    request("PUT", "api/v1/admin/password", { currentPassword: current, newPassword: next }),
  auctions: () => request<{ auctions: Auction[] }>("GET", "api/v1/auctions").then((answer) => answer.auctions),
  auction: (id: string) => request<{ auction: Auction }>("GET", auctionPath(id)).then((answer) => answer.auction),
  create: (auction: { id?: string; title: string; enableViewerAnalytics: boolean }) =>
    request<{ auction: Auction }>("POST", "api/v1/auctions", auction).then((answer) => answer.auction),
  change: (id: string, change: Partial<Pick<Auction, "title" | "status" | "enableViewerAnalytics">>) =>
    request<{ auction: Auction }>("PATCH", auctionPath(id), change).then((answer) => answer.auction),
  remove: (id: string) => request("DELETE", auctionPath(id)),
  viewers: (id: string, query: string) => request<Viewers>("GET", auctionPath(id, `/analytics/viewers?${query}`)),
  csvPath: (id: string, query: string) => auctionPath(id, `/analytics/viewers.csv?${query}`),
};

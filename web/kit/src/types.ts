/** How current the count is. */
export type CountStatus =
  /** No value yet, or the connection is being re-established. */
  | "connecting"
  /** Pushed by the server at every change. */
  | "live"
  /** The socket is unavailable; the count is requested at an interval. */
  | "polling"
  /** Neither the socket nor polling works. The last known count is kept for a while. */
  | "offline";

export interface CountSnapshot {
  /** Viewers, or `undefined` while unknown. */
  readonly count: number | undefined;
  readonly status: CountStatus;
  /** When the count was received, in milliseconds since the epoch; `undefined` while unknown. */
  readonly asOf: number | undefined;
}

/** Identity of the viewer. Sent when this page is counted; with a token the server takes the identity from it alone. */
export interface Viewer {
  viewerId?: string;
  name?: string;
  avatar?: string;
  /** Counted but never listed. */
  anonymous?: boolean;
  /** HS256 token, when the server is configured with VIEWER_JWT_SECRET. */
  token?: string;
}

/** One entry of the list of present viewers. */
export interface ListedViewer {
  name: string;
  avatar: string | null;
  section: string | null;
  /** From when the viewer was listed, as ISO 8601. */
  since: string;
}

export interface WatchOptions {
  /** Base URL of the socket-server; by default the one set with `configure`, or the origin this script came from. */
  server?: string;
  /** Show the count without being counted. */
  passive?: boolean;
  /** The part of the auction this page shows, for example a lot. */
  section?: string;
  /** Seconds between two requests while the socket is unavailable; 30 by default, 5 at least. */
  pollInterval?: number;
}

/** Options of every Socket.IO connection: WebSocket first, polling where WebSocket is blocked, endless retries. */
export const RECONNECTION = {
  transports: ["websocket", "polling"],
  tryAllTransports: true,
  reconnectionDelay: 1_000,
  reconnectionDelayMax: 10_000,
  withCredentials: false,
};

/** Browsers hide from a page why a request to another origin failed, so the message names both usual causes. */
export function unreachable(server: string): string {
  const origin = typeof location === "undefined" ? "this page" : location.origin;
  return `cannot connect to ${server}. Is socket-server running, and is ${origin} in its ALLOWED_ORIGIN?`;
}

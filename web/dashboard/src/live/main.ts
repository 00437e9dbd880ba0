import { io, type Socket } from "socket.io-client";
import { playerOf, saleText } from "./player.js";

const TOAST_MILLIS = 8_000;
const SALES_SHOWN = 10;
const RETRY_MIN_MILLIS = 10_000;
const RETRY_SPREAD_MILLIS = 10_000;
const PHASES: Record<string, string> = { live: "Live", ended: "Ended", scheduled: "Not live yet" };

const { socket: server = "", auction = "", status = "", markers = "[]" } = document.documentElement.dataset;
const number = new Intl.NumberFormat();
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const element = (id: string): HTMLElement => document.getElementById(id)!;

function textElement(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

let peak = 0;

function showPeak(value: unknown): void {
  if (typeof value === "number" && value >= peak) {
    peak = value;
    element("peak").textContent = number.format(peak);
  }
}

/** Until when the page has received every count; undefined before the first one. */
let countAt: Date | undefined;

/** The connection carries data, so that a newer count would have arrived too. */
function heard(): void {
  countAt = countAt && new Date();
}

/** While there is no connection, the count on the page is that of the past. */
function withAge(text: string): string {
  return countAt === undefined ? text : `${text} Count as of ${clock.format(countAt)}.`;
}

function showCount(value: unknown): void {
  if (typeof value === "number") {
    countAt = new Date();
    element("count").textContent = number.format(value);
    showPeak(value);
  }
}

function showPlayer(message: unknown): void {
  const player = playerOf(message);
  if (player !== undefined) {
    element("player").dataset["known"] = "true";
    element("name").textContent = player.name;
    element("facts").replaceChildren(
      ...player.facts.flatMap(({ label, value }) => [textElement("dt", label), textElement("dd", value)]),
    );
  }
}

function showSale(message: unknown): void {
  const toast = textElement("p", saleText(message));
  toast.className = "toast";
  element("toasts").append(toast);
  setTimeout(() => toast.remove(), TOAST_MILLIS);
  listSale(message);
}

function listSale(message: unknown): void {
  const sales = element("sales");
  sales.prepend(textElement("li", saleText(message)));
  while (sales.children.length > SALES_SHOWN) sales.lastElementChild?.remove();
  element("sold").hidden = false;
}

/** What was published before the page was opened. */
function showPast(): void {
  for (const { kind, data } of JSON.parse(markers) as { kind: string; data: unknown }[]) {
    if (kind === "sold") {
      listSale(data);
    } else if (status !== "ended") {
      showPlayer(data);
    }
  }
}

function showPhase(phase: string): void {
  element("phase").textContent = PHASES[phase] ?? "";
  element("phase").dataset["phase"] = phase;
  element("phase").hidden = false;
}

function showConnection(state: "live" | "connecting" | "refused", text: string): void {
  element("connection").textContent = text;
  element("connection").dataset["state"] = state;
  document.documentElement.dataset["connection"] = state;
}

type Counts = Record<string, unknown>;

let retry: ReturnType<typeof setTimeout> | undefined;

const retryMillis = (): number => RETRY_MIN_MILLIS + Math.random() * RETRY_SPREAD_MILLIS;

/** Requests the count in the lobby, again after some time when too much is watched there. */
function watchCount(socket: Socket, show: (counts: Counts) => void): void {
  clearTimeout(retry);
  if (!socket.connected) {
    return; // requested after the next connect
  }
  socket.emit("watchCounts", [auction], (counts: Counts) => {
    if (counts["ok"] === false) {
      retry = setTimeout(() => watchCount(socket, show), retryMillis());
    } else {
      show(counts);
    }
  });
}

/** An overlay belongs to the production: it connects to the lobby, where it is not counted. */
function connect(overlay: boolean): void {
  const socket = io(server, {
    path: overlay ? "/socket/" : "/auction/",
    query: { slug: `auction-${auction}`, ...(overlay ? {} : { stats: "1" }) },
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    withCredentials: true, // a balancer finds the server of a polling session by a cookie
  });
  const showWatched = (counts: Counts) => showCount(counts[auction]);
  socket.on("connect", () => {
    showConnection("live", "Live");
    if (overlay) {
      watchCount(socket, showWatched);
    }
  });
  socket.on("connect_error", (error: Error) => {
    if (socket.active) {
      showConnection("connecting", withAge("No connection, trying again…"));
    } else {
      showConnection("refused", `The server refused the connection, trying again: ${error.message.slice(0, 300)}`);
      setTimeout(() => {
        showConnection("connecting", "Connecting…");
        socket.connect();
      }, retryMillis());
    }
  });
  socket.on("disconnect", () =>
    socket.active
      ? showConnection("connecting", withAge("Connection lost, trying again…"))
      : showConnection("refused", withAge("The server has closed this auction.")),
  );
  socket.io.on("ping", heard);
  socket.onAny(heard);
  socket.on("viewerCountUpdate", showCount);
  socket.on("viewerCounts", showWatched);
  socket.on("viewerStats", (stats: { peak?: unknown } | undefined) => showPeak(stats?.peak));
  socket.on("playerBiddingUpdate", showPlayer);
  socket.on("playerSoldUpdate", showSale);
  socket.on("auctionStatusUpdate", (update: { isLive?: boolean; endedAt?: unknown } | undefined) =>
    showPhase(update?.isLive ? "live" : update?.endedAt ? "ended" : "scheduled"),
  );
  // Ends the session at once, so that a closed page is not counted, and lets the page enter the back-forward cache.
  addEventListener("pagehide", () => socket.disconnect());
  addEventListener("pageshow", (event) => event.persisted && socket.connect());
}

/** The peak over all time; the one of the room begins with the room. */
async function loadPeak(): Promise<void> {
  const answer = await fetch(`../api/v1/auctions/${auction}/viewer-stats`);
  if (answer.ok) {
    showPeak(((await answer.json()) as { peak?: unknown }).peak);
  }
}

const overlay = new URLSearchParams(location.search).get("overlay") === "1";
document.documentElement.classList.toggle("overlay", overlay);
showPast();
connect(overlay);
// Without a status, backend-api has no such auction and socket-server alone serves it.
if (status) {
  showPhase(status);
  loadPeak().catch(() => {}); // The room's peak is shown instead.
}

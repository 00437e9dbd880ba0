import { buildTree, viewerEntry, type BadgeTree } from "./badge-tree.js";
import { DropGrace, formatCount } from "./format.js";
import { lease, type Lease } from "./registry.js";
import type { CountSnapshot, CountStatus, ListedViewer, WatchOptions } from "./types.js";

const ANNOUNCE_MILLIS = 30_000;
const DEFAULT_AVATARS = 5;
const MOST_AVATARS = 20;
const Base = typeof HTMLElement === "undefined" ? (class {} as typeof HTMLElement) : HTMLElement;

/**
 * Live viewer count of an auction.
 *
 * @element turnout-badge
 * @attr {string} auction - Id of the auction.
 * @attr {string} server - Base URL of socket-server; by default the server this script came from.
 * @attr {string} section - The part of the auction this page shows, for example a lot.
 * @attr {boolean} passive - Show the count without being counted.
 * @attr {number} poll-interval - Seconds between requests while the socket is unavailable (30).
 * @attr {number} max-avatars - Viewers in the tooltip, 0 to 20 (5).
 * @attr {string} locale - Language tag for the number's format; by default the browser's.
 * @attr {boolean} announce - Announce the count to screen readers, at most every 30 seconds.
 * @attr {number} hide-below - Show nothing while the count is below this number.
 * @attr {boolean} compact - Round large numbers: 1.2K.
 * @attr {number} drop-grace - Seconds a lower count must last before it is shown (0).
 * @fires turnout-count - The count changed; `detail` is `{count, asOf}`.
 * @fires turnout-status - The status changed; `detail` is `{status}`.
 * @csspart badge - The whole badge.
 * @csspart icon - The eye.
 * @csspart count - The number.
 * @csspart tooltip - The list of present viewers.
 * @csspart avatar - A picture in the tooltip.
 */
export class TurnoutBadge extends Base {
  static readonly observedAttributes = [
    "auction",
    "server",
    "section",
    "passive",
    "poll-interval",
    "max-avatars",
    "locale",
    "announce",
    "hide-below",
    "compact",
    "drop-grace",
  ];

  #lease: Lease | undefined;
  #unsubscribe: () => void = () => {};
  #snapshot: CountSnapshot | undefined;
  #restarting = false;
  #grace = new DropGrace();
  #graceTimer: ReturnType<typeof setTimeout> | undefined;
  #announcedAt = -Infinity;
  #announceTimer: ReturnType<typeof setTimeout> | undefined;
  #tree: BadgeTree | undefined;
  #open = false;

  /** The count as received; NaN while unknown. */
  get count(): number {
    return this.#snapshot?.count ?? Number.NaN;
  }

  /** How current the count is. */
  get status(): CountStatus {
    return this.#snapshot?.status ?? "connecting";
  }

  connectedCallback(): void {
    if (this.#tree === undefined) {
      this.#tree = buildTree(this);
      this.#listenToPointer(this.#tree);
    }
    this.#start();
  }

  disconnectedCallback(): void {
    this.#stop();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected || this.#tree === undefined) {
      return;
    }
    if (name === "section") {
      this.#lease?.store.section(after ?? undefined);
    } else if (["auction", "server", "passive", "poll-interval"].includes(name)) {
      this.#restartSoon();
    } else {
      this.#show();
    }
  }

  /** Attributes that change together cause one new session. */
  #restartSoon(): void {
    if (!this.#restarting) {
      this.#restarting = true;
      queueMicrotask(() => {
        this.#restarting = false;
        if (this.isConnected) {
          this.#stop();
          this.#start();
        }
      });
    }
  }

  #start(): void {
    const auction = this.getAttribute("auction");
    if (!auction) {
      this.#show();
      return;
    }
    const options: WatchOptions = { passive: this.hasAttribute("passive") };
    const server = this.getAttribute("server");
    const section = this.getAttribute("section");
    if (server) options.server = server;
    if (section) options.section = section;
    if (this.hasAttribute("poll-interval")) options.pollInterval = this.#numeric("poll-interval", 30);
    this.#lease = lease(auction, options);
    this.#unsubscribe = this.#lease.store.subscribe(() => this.#changed());
    this.#changed();
  }

  #stop(): void {
    this.#unsubscribe();
    this.#lease?.release();
    this.#lease = undefined;
    this.#snapshot = undefined;
    this.#grace = new DropGrace();
    clearTimeout(this.#graceTimer);
    clearTimeout(this.#announceTimer);
    this.#announceTimer = undefined;
  }

  #numeric(attribute: string, otherwise: number): number {
    const value = Number(this.getAttribute(attribute) ?? Number.NaN);
    return Number.isFinite(value) && value >= 0 ? value : otherwise;
  }

  #changed(): void {
    const before = this.#snapshot;
    const now = this.#lease?.store.snapshot;
    this.#snapshot = now;
    this.#show();
    if (now && now.count !== before?.count) {
      this.#dispatch("turnout-count", { count: this.count, asOf: now.asOf });
    }
    if (now && now.status !== before?.status) {
      this.#dispatch("turnout-status", { status: now.status });
    }
  }

  #dispatch(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  #listenToPointer({ badge }: BadgeTree): void {
    badge.addEventListener("pointerenter", () => void this.#openTooltip());
    badge.addEventListener("focus", () => void this.#openTooltip());
    badge.addEventListener("pointerleave", () => this.#closeTooltip());
    badge.addEventListener("blur", () => this.#closeTooltip());
    badge.addEventListener("keydown", (event) => event.key === "Escape" && this.#closeTooltip());
  }

  #show(): void {
    if (this.#tree === undefined) {
      return;
    }
    const { badge, number } = this.#tree;
    const shown = this.#grace.show(
      this.#snapshot?.count,
      this.#numeric("drop-grace", 0) * 1_000,
      performance.now(),
    );
    clearTimeout(this.#graceTimer);
    if (shown.recheckIn !== undefined) {
      this.#graceTimer = setTimeout(() => this.#show(), shown.recheckIn);
    }
    const text = formatCount(shown.count, {
      locale: this.getAttribute("locale") ?? undefined,
      compact: this.hasAttribute("compact"),
      hideBelow: this.#numeric("hide-below", 0),
    });
    badge.hidden = text === undefined;
    number.textContent = text ?? "";
    const label = shown.count === undefined ? "Number of viewers unknown" : `${text ?? ""} watching`;
    badge.setAttribute("aria-label", label);
    badge.dataset["status"] = this.status;
    if (this.hasAttribute("announce") && text !== undefined && shown.count !== undefined) {
      this.#announce(label, this.#tree);
    }
  }

  /** Announces the newest label at the end of the interval. */
  #announce(label: string, { badge, announcement }: BadgeTree): void {
    if (this.#announceTimer !== undefined || announcement.textContent === label) {
      return;
    }
    const wait = Math.max(0, this.#announcedAt + ANNOUNCE_MILLIS - performance.now());
    this.#announceTimer = setTimeout(() => {
      this.#announceTimer = undefined;
      this.#announcedAt = performance.now();
      announcement.textContent = badge.getAttribute("aria-label");
    }, wait);
  }

  async #openTooltip(): Promise<void> {
    const most = Math.min(MOST_AVATARS, this.#numeric("max-avatars", DEFAULT_AVATARS));
    if (most === 0 || this.#lease === undefined || this.#tree === undefined) {
      return;
    }
    this.#open = true;
    const { tooltip } = this.#tree;
    const viewers = await this.#lease.store.viewers().catch((): ListedViewer[] => []);
    tooltip.replaceChildren(...viewers.slice(0, most).map(viewerEntry));
    tooltip.hidden = viewers.length === 0 || !this.#open; // closed meanwhile
  }

  #closeTooltip(): void {
    this.#open = false;
    if (this.#tree !== undefined) {
      this.#tree.tooltip.hidden = true;
    }
  }
}

if (typeof customElements !== "undefined" && customElements.get("turnout-badge") === undefined) {
  customElements.define("turnout-badge", TurnoutBadge);
}

declare global {
  interface HTMLElementTagNameMap {
    "turnout-badge": TurnoutBadge;
  }
}

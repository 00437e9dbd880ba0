import type { Environment } from "./environment.js";
import type { Sink, Source } from "./source.js";
import { tabId } from "./tab.js";
import type { ListedViewer, Viewer } from "./types.js";

interface Answer {
  viewerToken?: string;
  currentViewers?: number;
  heartbeatSeconds?: number;
}

/** A counted session without a socket: join, a heartbeat at an interval, leave. */
export class HttpSession implements Source {
  #running = false;
  #token: string | undefined;
  /** `null` when there was one before. */
  #section: string | null | undefined;
  #cancelNext: () => void = () => {};
  #requests = 0;
  #warned = false;

  constructor(
    private readonly server: string,
    private readonly auction: string,
    private readonly viewer: () => Viewer,
    private readonly intervalMillis: number,
    private readonly sink: Sink,
    private readonly environment: Environment,
  ) {}

  start(): void {
    this.#running = true;
    void this.#beat();
  }

  stop(unloading: boolean): void {
    this.#running = false;
    this.#cancelNext();
    if (this.#token !== undefined) {
      const body = JSON.stringify({ viewerToken: this.#token });
      this.#token = undefined;
      if (unloading) {
        this.environment.beacon(this.#url("leave"), body);
      } else {
        this.#post("leave", body).catch(() => undefined); // the session expires by itself
      }
    }
  }

  section(name: string | undefined): void {
    this.#section = name ?? (this.#section === undefined ? undefined : null);
  }

  /** A hidden page is granted a longer lease, which has to be asked for before its timers are slowed down. */
  visibilityChanged(): void {
    if (this.#token !== undefined) {
      this.#cancelNext();
      void this.#beat();
    }
  }

  viewers(): Promise<ListedViewer[]> {
    return Promise.resolve([]);
  }

  async #beat(): Promise<void> {
    const request = ++this.#requests;
    const sentAt = this.environment.now();
    let next = this.intervalMillis;
    try {
      const answer = await this.#joinOrHeartbeat();
      if (!this.#running || request !== this.#requests) {
        return;
      }
      if (answer.heartbeatSeconds !== undefined) {
        next = Math.min(next, answer.heartbeatSeconds * 1_000);
      }
      if (typeof answer.currentViewers === "number") {
        this.sink.up();
        this.sink.value(answer.currentViewers, sentAt);
      }
    } catch {
      if (!this.#running || request !== this.#requests) {
        return;
      }
      this.sink.down();
    }
    this.#cancelNext = this.environment.steadily(() => void this.#beat(), next);
  }

  async #joinOrHeartbeat(): Promise<Answer> {
    const section = this.#section === undefined ? {} : { section: this.#section };
    const hidden = this.environment.hidden() ? { hidden: true } : {};
    if (this.#token !== undefined) {
      const answer = await this.#post("heartbeat", JSON.stringify({ viewerToken: this.#token, ...section, ...hidden }));
      if (answer.ok) {
        return (await answer.json()) as Answer;
      }
      if (answer.status !== 404) {
        throw new Error(`heartbeat: ${answer.status}`);
      }
      this.#token = undefined; // expired
    }
    const answer = await this.#post("join", JSON.stringify({ ...this.viewer(), ...hidden, tab: tabId(), ...section }));
    if (!answer.ok) {
      await this.#warnOfRefusal(answer);
      throw new Error(`join: ${answer.status}`);
    }
    this.#warned = false;
    const joined = (await answer.json()) as Answer;
    if (this.#running) {
      this.#token = joined.viewerToken;
    } else if (joined.viewerToken !== undefined) {
      this.environment.beacon(this.#url("leave"), JSON.stringify({ viewerToken: joined.viewerToken }));
    }
    return joined;
  }

  /** Only a change of the page or of a setting helps against a refusal of this kind, so its reason is passed on. */
  async #warnOfRefusal(answer: Response): Promise<void> {
    if ([400, 401, 403].includes(answer.status) && !this.#warned) {
      this.#warned = true;
      const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
      this.environment.warn(`${this.server} does not count this page: ${message ?? answer.status}`);
    }
  }

  /** The body is sent as text/plain, which needs no CORS preflight. A balancer finds the session's server by a cookie. */
  #post(action: string, body: string): Promise<Response> {
    return this.environment.fetch(this.#url(action), { method: "POST", body, keepalive: true, credentials: "include" });
  }

  #url(action: string): string {
    return `${this.server}/api/stream/${encodeURIComponent(this.auction)}/viewer/${action}`;
  }
}

import type { Environment } from "../src/environment.js";

type Listener = (...args: unknown[]) => void;

/** A Socket.IO socket whose server is the test. */
export class FakeSocket {
  connected = false;
  active = true;
  recovered = false;
  reconnects = 0;
  readonly sent: unknown[][] = [];
  readonly #listeners = new Map<string, Listener[]>();

  constructor(
    readonly url: string,
    readonly options: Record<string, unknown>,
  ) {}

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  removeAllListeners(): void {
    this.#listeners.clear();
  }

  disconnect(): void {
    this.connected = false;
    this.active = false;
  }

  connect(): void {
    this.active = true;
    this.reconnects++;
  }

  /** What the client would send with its CONNECT packet now. */
  auth(): Record<string, unknown> {
    let sent: Record<string, unknown> = {};
    (this.options["auth"] as (send: (auth: Record<string, unknown>) => void) => void)((auth) => (sent = auth));
    return sent;
  }

  listed: object[] = [];

  timeout(): { emitWithAck: () => Promise<unknown> } {
    return { emitWithAck: () => Promise.resolve({ viewers: this.listed }) };
  }

  emit(...args: unknown[]): void {
    this.sent.push(args);
  }

  /** The server's side of the connection. */
  receives(event: string, ...args: unknown[]): void {
    this.#listeners.get(event)?.forEach((listener) => listener(...args));
  }

  connects(): void {
    this.connected = true;
    this.receives("connect");
  }

  drops(): void {
    this.connected = false;
    this.receives("disconnect", "transport close");
  }

  isDisconnectedByTheServer(): void {
    this.connected = false;
    this.active = false;
    this.receives("disconnect", "io server disconnect");
  }
}

interface Request {
  url: string;
  body: Record<string, unknown>;
  credentials: RequestCredentials | undefined;
  answers(status: number, body: unknown): Promise<void>;
  fails(): Promise<void>;
}

/** A page whose clock, network and visibility are moved by hand. */
export class FakeEnvironment implements Environment {
  readonly sockets: FakeSocket[] = [];
  readonly requests: Request[] = [];
  readonly beacons: { url: string; body: string }[] = [];
  readonly warnings: string[] = [];
  isHidden = false;
  #now = 0;
  #timers: { at: number; callback: () => void }[] = [];

  get socket(): FakeSocket {
    return this.sockets.at(-1)!;
  }

  get request(): Request {
    return this.requests.at(-1)!;
  }

  connect = ((url: string, options: Record<string, unknown>) => {
    const socket = new FakeSocket(url, options);
    this.sockets.push(socket);
    return socket;
  }) as unknown as Environment["connect"];

  fetch = (url: string, init?: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      this.requests.push({
        url,
        body: init?.body ? (JSON.parse(init.body as string) as Record<string, unknown>) : {},
        credentials: init?.credentials,
        answers: (status, body) => {
          resolve(new Response(JSON.stringify(body), { status }));
          return settled();
        },
        fails: () => {
          reject(new TypeError("Failed to fetch"));
          return settled();
        },
      });
    });

  beacon = (url: string, body: string): void => {
    this.beacons.push({ url, body });
  };

  now = (): number => this.#now;
  wallClock = (): Date => new Date(this.#now);
  hidden = (): boolean => this.isHidden;
  warn = (message: string): void => {
    this.warnings.push(message);
  };

  after = (callback: () => void, millis: number): (() => void) => {
    const timer = { at: this.#now + millis, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  steadily = this.after;

  passes(millis: number): void {
    const end = this.#now + millis;
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) {
        break;
      }
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#now = due.at;
      due.callback();
    }
    this.#now = end;
  }
}

/** Lets the continuations of a settled promise run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) {
    await Promise.resolve();
  }
}

// @vitest-environment jsdom
import { beforeEach, describe, expect, it } from "vitest";
import { CountStore } from "../src/store.js";
import type { Viewer } from "../src/types.js";
import { FakeEnvironment, settled } from "./fake-environment.js";

let page: FakeEnvironment;
let store: CountStore;
let viewer: Viewer = {};

function open(passive: boolean, auction = "7"): CountStore {
  const opened = new CountStore({ server: "http://s", auction, passive, viewer: () => viewer, pollMillis: 30_000 }, page);
  opened.start();
  return opened;
}

beforeEach(() => {
  page = new FakeEnvironment();
});

describe("a counted store", () => {
  beforeEach(() => {
    store = open(false);
  });

  it("connects with slug and tab", () => {
    expect(page.socket.options).toMatchObject({
      path: "/auction/",
      query: { slug: "auction-7", tab: expect.stringMatching(/^[0-9a-f]{24}$/) as string },
    });
  });

  it("sends the cookie by which a balancer chooses the server of its polling session", () => {
    expect(page.socket.options).toMatchObject({ withCredentials: true });
  });

  it("shows each pushed count", () => {
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", 475);
    expect(store.snapshot).toMatchObject({ count: 475, status: "live" });
  });

  it("ignores a count that is no number", () => {
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", "475");
    expect(store.snapshot.count).toBeUndefined();
  });

  it("keeps the number while it reconnects", () => {
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", 5);
    page.socket.drops();
    expect(store.snapshot).toMatchObject({ count: 5, status: "connecting" });
  });

  it("joins over HTTP after five seconds without a socket", async () => {
    page.passes(4_999);
    expect(page.requests).toHaveLength(0);
    page.passes(1);
    expect(page.request.url).toBe("http://s/api/stream/7/viewer/join");
    await page.request.answers(200, { viewerToken: "t", currentViewers: 3, heartbeatSeconds: 30 });
    expect(store.snapshot).toMatchObject({ count: 3, status: "polling" });
  });

  describe("that is counted over HTTP", () => {
    beforeEach(async () => {
      page.passes(5_000);
      await page.request.answers(200, { viewerToken: "t", currentViewers: 3, heartbeatSeconds: 30 });
    });

    it("sends a heartbeat every 30 seconds", async () => {
      page.passes(30_000);
      expect(page.request).toMatchObject({ url: "http://s/api/stream/7/viewer/heartbeat", body: { viewerToken: "t" } });
      await page.request.answers(200, { currentViewers: 4, expiresInSeconds: 60 });
      expect(store.snapshot.count).toBe(4);
    });

    it("sends the cookie by which a balancer chooses the server that has its session", async () => {
      page.passes(30_000);
      await page.request.answers(200, { currentViewers: 4 });
      store.stop();
      expect(page.requests.map(({ url, credentials }) => [url.split("/").at(-1), credentials])).toEqual([
        ["join", "include"],
        ["heartbeat", "include"],
        ["leave", "include"],
      ]);
    });

    it("asks for the long lease as soon as the page is hidden", () => {
      page.isHidden = true;
      store.visibilityChanged();
      expect(page.request.body).toEqual({ viewerToken: "t", hidden: true });
    });

    it("joins again when its session has expired", async () => {
      page.passes(30_000);
      await page.request.answers(404, {});
      expect(page.request.url).toBe("http://s/api/stream/7/viewer/join");
    });

    it("leaves when the socket is back, and ignores an older answer", async () => {
      page.passes(30_000);
      const late = page.request;
      page.socket.connects();
      page.socket.receives("viewerCountUpdate", 9);
      expect(page.request).toMatchObject({ url: "http://s/api/stream/7/viewer/leave", body: { viewerToken: "t" } });
      await late.answers(200, { currentViewers: 2 });
      expect(store.snapshot).toMatchObject({ count: 9, status: "live" });
    });

    it("is offline when a heartbeat fails, and keeps trying", async () => {
      page.passes(30_000);
      await page.request.fails();
      expect(store.snapshot).toMatchObject({ count: 3, status: "offline" });
      page.passes(30_000);
      await page.request.answers(200, { currentViewers: 4 });
      expect(store.snapshot).toMatchObject({ count: 4, status: "polling" });
    });

    it("forgets the number after a minute offline", async () => {
      page.passes(30_000);
      await page.request.fails();
      page.passes(30_000);
      await page.request.fails();
      page.passes(30_000);
      expect(store.snapshot).toEqual({ count: undefined, status: "offline", asOf: undefined });
    });

    it("leaves with a beacon when the page goes away", () => {
      store.stop(true);
      expect(page.beacons).toEqual([
        { url: "http://s/api/stream/7/viewer/leave", body: JSON.stringify({ viewerToken: "t" }) },
      ]);
    });
  });

  it("passes the reason on, once, when it is not counted over HTTP", async () => {
    page.passes(5_000);
    await page.request.answers(400, { message: "name must have at most 64 characters" });
    page.passes(30_000);
    await page.request.answers(400, { message: "name must have at most 64 characters" });
    expect(page.requests).toHaveLength(2);
    expect(page.warnings).toEqual(["http://s does not count this page: name must have at most 64 characters"]);
  });

  it("leaves again when the join is answered after the page went away", async () => {
    page.passes(5_000);
    const join = page.request;
    store.stop(true);
    await join.answers(200, { viewerToken: "late", currentViewers: 3 });
    expect(page.beacons).toEqual([
      { url: "http://s/api/stream/7/viewer/leave", body: JSON.stringify({ viewerToken: "late" }) },
    ]);
  });

  it("names the setting when the server cannot be reached", () => {
    page.socket.receives("connect_error", new Error("xhr poll error"));
    expect(page.warnings[0]).toContain("ALLOWED_ORIGIN");
  });

  it("passes the server's reason on when it is refused", () => {
    page.socket.active = false;
    page.socket.receives("connect_error", new Error("slug must be auction-<id>"));
    expect(page.warnings).toEqual(["http://s refuses this page: slug must be auction-<id>"]);
  });

  it("warns once for each outage", () => {
    page.socket.receives("connect_error", new Error("websocket error"));
    page.socket.receives("connect_error", new Error("websocket error"));
    expect(page.warnings).toHaveLength(1);
    page.socket.connects();
    page.socket.drops();
    page.socket.receives("connect_error", new Error("websocket error"));
    expect(page.warnings).toHaveLength(2);
  });

  it("connects again some time after the server has disconnected it", () => {
    page.socket.connects();
    page.socket.isDisconnectedByTheServer();
    page.passes(9_999);
    expect(page.socket.reconnects).toBe(0);
    page.passes(10_001);
    expect(page.socket.reconnects).toBe(1);
  });

  it("does not join again, in any way, after the auction was closed", () => {
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", 5);
    page.socket.receives("auctionStatusUpdate", { isLive: false });
    page.socket.isDisconnectedByTheServer();
    expect(store.snapshot).toMatchObject({ count: 5, status: "offline" });
    page.passes(60_000);
    expect(store.snapshot.count).toBeUndefined();
    expect([page.sockets.length, page.socket.reconnects, page.requests.length]).toEqual([1, 0, 0]);
  });

  it("sends the newest identity and section with each attempt", () => {
    viewer = { viewerId: "7", token: "old" };
    store.section("lot-1");
    expect(page.socket.auth()).toEqual({ viewerId: "7", token: "old", section: "lot-1" });
    viewer = { viewerId: "7", token: "new" };
    expect(page.socket.auth()).toMatchObject({ token: "new" });
    viewer = {};
  });

  it("sends a change of the section once, and its end", () => {
    page.socket.connects();
    store.section("lot-1");
    store.section("lot-1");
    store.section(undefined);
    expect(page.socket.sent).toEqual([
      ["presence", { section: "lot-1" }],
      ["presence", { section: null }],
    ]);
  });

  it("corrects the section of a recovered session", () => {
    page.socket.connects();
    page.socket.drops();
    store.section("lot-2");
    page.socket.recovered = true;
    page.socket.connects();
    expect(page.socket.sent).toEqual([["presence", { section: "lot-2" }]]);
  });

  it("connects anew after the back-forward cache", () => {
    page.socket.connects();
    store.stop(true);
    store.start();
    expect(page.sockets).toHaveLength(2);
    page.socket.connects();
    page.socket.receives("viewerCountUpdate", 1);
    expect(store.snapshot).toMatchObject({ count: 1, status: "live" });
  });
});

describe("passive stores", () => {
  it("share one lobby connection and one request", async () => {
    const one = open(true, "1");
    const two = open(true, "2");
    expect(page.sockets).toHaveLength(1);
    page.socket.connects();
    const [event, ids, ack] = page.socket.sent.at(-1) as [string, string[], (counts: object) => void];
    expect([event, ids]).toEqual(["watchCounts", ["1", "2"]]);
    ack({ 1: 10, 2: 20 });
    expect([one.snapshot.count, two.snapshot.count]).toEqual([10, 20]);
    page.socket.receives("viewerCounts", { 2: 21 });
    expect([one.snapshot.count, two.snapshot.count]).toEqual([10, 21]);
    one.stop();
    await settled();
    expect(page.socket.sent.at(-1)?.[1]).toEqual(["2"]);
    two.stop();
    expect(page.socket.active).toBe(false);
  });

  it("poll their counts with one request when the lobby is unavailable", async () => {
    store = open(true);
    const other = open(true, "8");
    page.passes(5_100);
    await settled();
    expect(page.requests).toHaveLength(1);
    expect(page.request.url).toBe("http://s/api/streams/viewers?ids=7,8");
    await page.request.answers(200, { 7: 6, 8: 9 });
    expect(store.snapshot).toMatchObject({ count: 6, status: "polling" });
    expect(other.snapshot).toMatchObject({ count: 9, status: "polling" });
    page.passes(30_100);
    await settled();
    expect(page.requests).toHaveLength(2);
    store.stop();
    other.stop();
  });

  function answersTheList(answer: object): void {
    (page.socket.sent.at(-1)![2] as (answer: object) => void)(answer);
  }

  it("poll while the server refuses the list, which is sent again with growing delays", async () => {
    store = open(true);
    page.socket.connects();
    answersTheList({ ok: false, error: "too many" });
    expect(store.snapshot).toMatchObject({ count: undefined, status: "connecting" });
    page.passes(4_900);
    expect(page.socket.sent).toHaveLength(1);
    page.passes(300); // polling begins, gathered with others
    await settled();
    await page.request.answers(200, { 7: 6 });
    expect(store.snapshot).toMatchObject({ count: 6, status: "polling" });
    page.passes(2_400);
    await settled();
    expect(page.socket.sent).toHaveLength(2);
    answersTheList({ ok: false, error: "too many" });
    page.passes(9_900);
    await settled();
    expect(page.socket.sent).toHaveLength(2);
    page.passes(5_200);
    await settled();
    expect(page.socket.sent).toHaveLength(3);
    answersTheList({ 7: 8 });
    expect(store.snapshot).toMatchObject({ count: 8, status: "live" });
    page.passes(120_000);
    await settled();
    expect(page.socket.sent).toHaveLength(3);
    expect(page.requests).toHaveLength(1);
    expect(page.warnings).toEqual(["http://s refuses to send counts: too many"]);
    store.stop();
  });

  it("poll when a list that has grown is refused, since nothing is pushed any more", async () => {
    store = open(true);
    page.socket.connects();
    answersTheList({ 7: 1 });
    expect(store.snapshot.status).toBe("live");
    const other = open(true, "8");
    await settled();
    expect(page.socket.sent.at(-1)?.[1]).toEqual(["7", "8"]);
    answersTheList({ ok: false, error: "too many" });
    expect(store.snapshot).toMatchObject({ count: 1, status: "connecting" });
    store.stop();
    other.stop();
  });

  it("ignore the refusal of a list that a newer one has replaced", async () => {
    store = open(true);
    page.socket.connects();
    const first = page.socket.sent.at(-1)![2] as (answer: object) => void;
    const other = open(true, "8");
    await settled();
    first({ ok: false, error: "a newer list has replaced this one" });
    answersTheList({ 7: 1, 8: 2 });
    expect(store.snapshot).toMatchObject({ count: 1, status: "live" });
    expect(page.warnings).toEqual([]);
    store.stop();
    other.stop();
  });

  it("beyond the server's limit are polled", async () => {
    const all = Array.from({ length: 501 }, (_, number) => open(true, `a${number}`));
    page.socket.connects();
    expect(page.socket.sent.at(-1)?.[1]).toHaveLength(500);
    answersTheList({ a0: 1 });
    page.passes(5_200);
    await settled();
    expect(page.requests).toMatchObject([{ url: "http://s/api/streams/viewers?ids=a500", credentials: "include" }]);
    await page.request.answers(200, { a500: 4 });
    expect(all[0]!.snapshot).toMatchObject({ count: 1, status: "live" });
    expect(all[500]!.snapshot).toMatchObject({ count: 4, status: "polling" });
    expect(page.warnings).toHaveLength(1);
    all.forEach((each) => each.stop());
  });
});

describe("a store whose auction has no valid id", () => {
  it.each([true, false])("sends nothing, so that the other auctions of a list are accepted, passive: %s", (passive) => {
    store = open(passive, "a b");
    page.passes(60_000);
    expect([page.sockets, page.requests]).toEqual([[], []]);
    expect(store.snapshot).toMatchObject({ count: undefined, status: "offline" });
    expect(page.warnings).toEqual(["'a b' is not the id of an auction: 1 to 64 letters, digits, '_' or '-'"]);
    store.stop();
  });
});

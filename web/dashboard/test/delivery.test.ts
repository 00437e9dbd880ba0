import { expect, it } from "vitest";
import type { Outbox } from "../src/api.js";
import { allServersText, droppedText, serversOf, waitingText } from "../src/delivery/summary.js";

const EMPTY: Outbox = {
  waiting: 0,
  oldestWaiting: null,
  backendUnavailable: false,
  setAside: [],
  dropped: { tooOld: 0, tooMany: 0, damaged: 0, unwritable: 0 },
};
const NOW = Date.parse("2026-05-04T12:00:00Z");

it("states that nothing waits", () => {
  expect(waitingText(EMPTY, NOW)).toMatch("Nothing waits: backend-api has all snapshots.");
  expect(waitingText({ ...EMPTY, dropped: { ...EMPTY.dropped, tooOld: 1 } }, NOW)).toBe("Nothing waits.");
});

it("states how many wait and how old the oldest one is", () => {
  expect(waitingText({ ...EMPTY, waiting: 3, oldestWaiting: "2026-05-04T11:58:00Z" }, NOW)).toMatch(/3, .* 2 min ago/);
  expect(waitingText({ ...EMPTY, waiting: 1 }, NOW)).toBe("Waiting: 1.");
  expect(waitingText({ ...EMPTY, waiting: 1, oldestWaiting: "2026-05-04T12:00:09Z" }, NOW)).toMatch("0 s ago");
});

it("names the reasons of what was dropped", () => {
  expect(droppedText(EMPTY)).toBeUndefined();
  expect(droppedText({ ...EMPTY, dropped: { ...EMPTY.dropped, tooOld: 2, damaged: 1 } })).toMatch(
    /: 3 \(2 too old, 1 damaged\)/,
  );
});

it("sums up what several servers hold, and names those that did not answer", () => {
  const setAside = [{ status: 404, snapshots: 2, auctions: 1, oldest: "", newest: "", reason: "" }];
  const other = { ...EMPTY, server: "b", waiting: 4, oldestWaiting: "2026-05-04T11:55:00Z", setAside };
  const outbox = { ...EMPTY, server: "a", waiting: 3, oldestWaiting: "2026-05-04T11:58:00Z", others: [other], missing: ["c"] };
  expect(serversOf(outbox).map(({ server }) => server)).toEqual(["a", "b"]);
  expect(allServersText(outbox, NOW)).toMatch(/^Waiting: 7, .* 5 min ago\. Set aside: 2\. No answer from socket-server c/);
  expect(allServersText(EMPTY, NOW)).toMatch("Nothing waits");
  expect(allServersText({ ...EMPTY, missing: ["c"] }, NOW)).toMatch(/^Nothing waits\. No answer/);
});

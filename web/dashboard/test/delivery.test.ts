import { expect, it } from "vitest";
import type { Outbox } from "../src/api.js";
import { droppedText, waitingText } from "../src/delivery/summary.js";

const EMPTY: Outbox = {
  waiting: 0,
  oldestWaiting: null,
  backendUnavailable: false,
  setAside: [],
  dropped: { tooOld: 0, tooMany: 0, damaged: 0, unwritable: 0 },
};
const NOW = Date.parse("2026-05-04T12:00:00Z");

it("states that nothing waits", () => {
  expect(waitingText(EMPTY, NOW)).toMatch("Nothing waits");
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

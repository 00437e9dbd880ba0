import { expect, it } from "vitest";
import type { Auction } from "../src/api.js";
import { runs } from "../src/auctions/Sparkline.js";
import { select } from "../src/auctions/selection.js";
import { linkTo, parseRoute, shareLink, shareTokenOf } from "../src/router.js";

const auction = (id: string, title: string, currentViewers: number | null): Auction => ({
  id,
  title,
  status: "live",
  enableViewerAnalytics: true,
  createdAt: "2026-01-01T00:00:00Z",
  startedAt: null,
  endedAt: null,
  currentViewers,
  asOf: null,
  peakViewers: null,
});

const AUCTIONS = [auction("a", "Spring sale", 3), auction("b", "Autumn sale", null), auction("spring-2", "Books", 9)];

it("searches title and id, whatever the case", () =>
  expect(select(AUCTIONS, " SPRING ", { column: "title", descending: false }).map(({ id }) => id)).toEqual(["spring-2", "a"]));

it("sorts an unknown count below zero viewers", () =>
  expect(select(AUCTIONS, "", { column: "live", descending: true }).map(({ id }) => id)).toEqual(["spring-2", "a", "b"]));

it("sorts numbers in titles by their value", () => {
  const lots = [auction("a", "Lot 10", 0), auction("b", "Lot 9", 0)];
  expect(select(lots, "", { column: "title", descending: false }).map(({ id }) => id)).toEqual(["b", "a"]);
});

it("splits a series at its gaps", () =>
  expect(runs([null, 1, 2, null, 0])).toEqual([
    { start: 1, run: [1, 2] },
    { start: 4, run: [0] },
  ]));

it("finds its way back from a link", () => {
  expect(parseRoute(linkTo({ page: "auction", id: "a_b-1" }))).toEqual({ page: "auction", id: "a_b-1" });
  expect(parseRoute("")).toEqual({ page: "auctions" });
  expect(parseRoute("#/nowhere")).toEqual({ page: "auctions" });
});

it("reads a malformed escape as an id that does not exist", () =>
  expect(parseRoute("#/auction/%E0%A4%A")).toEqual({ page: "auction", id: "%E0%A4%A" }));

it("keeps the token of a read-only link in the fragment, at any sub-path", () => {
  const link = new URL(shareLink("https://example.com/turnout/#/auction/1", "share_abc"));
  expect(link.href).toBe("https://example.com/turnout/share#share_abc");
  expect(shareTokenOf(link)).toBe("share_abc");
  expect(shareTokenOf({ pathname: "/turnout/", hash: "#/auctions" })).toBeUndefined();
});

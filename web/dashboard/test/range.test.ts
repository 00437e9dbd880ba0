import { expect, it } from "vitest";
import { scaled, toQuery, zoomed } from "../src/auction/range.js";

const MINUTE = 60;

it("zooms to at least two minutes about the same middle", () => {
  expect(zoomed({ from: 600, to: 610 })).toEqual({ from: 545, to: 665 });
  expect(zoomed({ from: 600, to: 900 })).toEqual({ from: 600, to: 900 });
});

it("does not zoom to times before 1970", () => {
  expect(toQuery({ span: zoomed(scaled({ from: 0, to: 600 }, 300, 4)) })).toMatch(/^from=1970-01-01T00:00:00.000Z&to=/);
});

it("zooms a comparison also to what was before the start", () => {
  const whole = { from: -180 * MINUTE, to: 60 * MINUTE };
  const before = { from: -120 * MINUTE, to: -60 * MINUTE };
  expect(zoomed(before, whole)).toEqual(before);
  expect(zoomed(scaled(before, -90 * MINUTE, 100), whole)).toEqual(whole);
});

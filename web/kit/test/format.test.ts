import { describe, expect, it } from "vitest";
import { DropGrace, formatCount } from "../src/format.js";

const PLAIN = { locale: "en", compact: false, hideBelow: 0 };

describe("a count's text", () => {
  it("is a dash while unknown, never 0", () => expect(formatCount(undefined, PLAIN)).toBe("–"));
  it("is 0 for an empty room", () => expect(formatCount(0, PLAIN)).toBe("0"));
  it("follows the locale", () => expect(formatCount(12345, { ...PLAIN, locale: "de" })).toBe("12.345"));
  it("is rounded when compact", () => expect(formatCount(1234, { ...PLAIN, compact: true })).toBe("1.2K"));
  it("is absent below the threshold", () => expect(formatCount(4, { ...PLAIN, hideBelow: 5 })).toBeUndefined());
  it("survives a locale that is none", () => expect(formatCount(1, { ...PLAIN, locale: "no_such!" })).toBe("1"));
});

describe("the grace period of a drop", () => {
  it("shows a rise at once", () => {
    const grace = new DropGrace();
    grace.show(3, 5_000, 0);
    expect(grace.show(4, 5_000, 1)).toEqual({ count: 4 });
  });

  it("shows a drop only when it lasts", () => {
    const grace = new DropGrace();
    grace.show(9, 5_000, 0);
    expect(grace.show(7, 5_000, 1_000)).toEqual({ count: 9, recheckIn: 5_000 });
    expect(grace.show(6, 5_000, 3_000)).toEqual({ count: 9, recheckIn: 3_000 });
    expect(grace.show(6, 5_000, 6_000)).toEqual({ count: 6 });
  });

  it("forgets a drop that did not last", () => {
    const grace = new DropGrace();
    grace.show(9, 5_000, 0);
    grace.show(7, 5_000, 1_000);
    grace.show(9, 5_000, 2_000);
    expect(grace.show(7, 5_000, 6_000)).toEqual({ count: 9, recheckIn: 5_000 });
  });
});

import { expect, it } from "vitest";
import { countryRows, rowsOf } from "../src/auction/Distribution.js";

it("countries have their names, and the unknown one is the last row however large it is", () => {
  expect(countryRows({ CH: 3, unknown: 9, SE: 5, x1: 1 })).toEqual([
    { name: "Sweden", value: 5 },
    { name: "Switzerland", value: 3 },
    { name: "x1", value: 1 },
    { name: "Unknown", value: 9 },
  ]);
});

it("no session is without a country: there is no such row", () => {
  expect(countryRows({ CH: 3 })).toEqual([{ name: "Switzerland", value: 3 }]);
});

it("rows after the 50th are one row together", () => {
  const sections = Object.fromEntries(Array.from({ length: 53 }, (_, i) => [`lot-${i}`, 100 - i]));
  const rows = rowsOf(sections);
  expect(rows).toHaveLength(51);
  expect(rows.at(-1)).toEqual({ name: "Others", value: 50 + 49 + 48 });
  expect(rowsOf({ a: 1 })).toEqual([{ name: "a", value: 1 }]);
});

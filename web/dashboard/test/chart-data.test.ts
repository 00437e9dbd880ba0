import { describe, expect, it } from "vitest";
import type { Point } from "../src/api.js";
import { disabledSpans, toSeries } from "../src/auction/chart-data.js";

function point(minute: number, avgViewers: number): Point {
  return {
    timestamp: new Date(minute * 60_000).toISOString(),
    viewerCount: avgViewers,
    avgViewers,
    peakViewers: avgViewers + 2,
    minViewers: avgViewers - 2,
    sampleCount: 12,
  };
}

describe("the series of a curve", () => {
  it("is one segment without gaps", () => {
    const series = toSeries([point(0, 5), point(1, 6)], 60);
    expect(series.avg).toEqual([5, 6]);
    expect(series.segments).toEqual([{ first: 0, last: 1 }]);
  });

  it("has nulls in a gap, and an isolated minute is a segment of its own", () => {
    const series = toSeries([point(0, 5), point(5, 6), point(9, 7)], 60);
    expect(series.times).toEqual([0, 60, 300, 360, 540]);
    expect(series.avg).toEqual([5, null, 6, null, 7]);
    expect(series.segments.map(({ first, last }) => last - first)).toEqual([0, 0, 0]);
  });

  it("keeps zero as zero", () => expect(toSeries([point(0, 0)], 60).avg).toEqual([0]));

  it("prefers the exact extremes", () => {
    const series = toSeries([{ ...point(0, 5), exactPeak: 30, exactMin: 1 }], 60);
    expect([series.min, series.max]).toEqual([[1], [30]]);
  });
});

describe("disabled spans", () => {
  const range = { from: 0, to: 1_000 };
  const at = (seconds: number, enabled: boolean) => ({ at: new Date(seconds * 1_000).toISOString(), enabled });

  it("cover everything when analytics was never on", () =>
    expect(disabledSpans([], new Date(0).toISOString(), range)).toEqual([range]));

  it("lie between off and on", () =>
    expect(disabledSpans([at(0, true), at(100, false), at(300, true)], new Date(0).toISOString(), range)).toEqual([
      { from: 100, to: 300 },
    ]));

  it("begin with the auction and are cut to the range", () =>
    expect(disabledSpans([at(50, true), at(900, false)], new Date(10_000).toISOString(), { from: 20, to: 950 })).toEqual([
      { from: 20, to: 50 },
      { from: 900, to: 950 },
    ]));
});

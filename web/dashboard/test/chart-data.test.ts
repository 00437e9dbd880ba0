import { describe, expect, it } from "vitest";
import type { Aligned, Point, Summary } from "../src/api.js";
import { compared, disabledIn, gapsOf, toSeries, withNow } from "../src/auction/chart-data.js";
import { scaled, zoomed } from "../src/auction/range.js";

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

describe("gaps", () => {
  const series = toSeries([point(10, 5), point(11, 5), point(15, 6)], 60);
  const gaps = (from: number, to: number, disabled: { from: number; to: number }[] = []) =>
    gapsOf({ series, disabled, span: { from, to } });

  it("lie between the end of a minute and the start of the next known one", () =>
    expect(gaps(600, 960)).toEqual([{ from: 720, to: 900 }]));

  it("lie before the first and after the last known minute, too", () =>
    expect(gaps(0, 3_600)).toEqual([{ from: 0, to: 600 }, { from: 720, to: 900 }, { from: 960, to: 3_600 }]));

  it("are not a minute that a zoom has cut, nor one that has not arrived yet", () =>
    expect(gaps(590, 1_070)).toEqual([{ from: 720, to: 900 }]));

  it("are not where analytics was disabled", () => {
    expect(gaps(0, 3_600, [{ from: 0, to: 610 }, { from: 780, to: 840 }, { from: 960, to: 3_600 }])).toEqual([
      { from: 720, to: 780 },
      { from: 840, to: 900 },
    ]);
  });

  it("are the whole span without any minute", () =>
    expect(gapsOf({ series: toSeries([], 60), disabled: [], span: { from: 0, to: 3_600 } })).toEqual([{ from: 0, to: 3_600 }]));
});

describe("the count of now", () => {
  const stored = toSeries([point(0, 5), point(1, 6)], 60);

  it("continues the newest segment", () => {
    const series = withNow(stored, 150, 9);
    expect(series.avg).toEqual([5, 6, 9]);
    expect(series.segments).toEqual([{ first: 0, last: 2 }]);
  });

  it("is not joined to a minute that is long past, and unknown is not drawn", () => {
    expect(withNow(stored, 1_000, 9)).toBe(stored);
    expect(withNow(stored, 150, undefined)).toBe(stored);
    expect(withNow(toSeries([], 60), 150, 9).times).toEqual([]);
  });
});

describe("disabled spans", () => {
  const at = (seconds: number) => new Date(seconds * 1_000).toISOString();

  it("are cut to the range, and one without an end lasts to the end of the range", () =>
    expect(
      disabledIn([{ from: at(0), to: at(50) }, { from: at(90), to: at(95) }, { from: at(900), to: null }], { from: 20, to: 950 }),
    ).toEqual([
      { from: 20, to: 50 },
      { from: 90, to: 95 },
      { from: 900, to: 950 },
    ]));

  it("outside of the range are left out", () =>
    expect(disabledIn([{ from: at(0), to: at(10) }], { from: 20, to: 30 })).toEqual([]));
});

describe("a comparison", () => {
  const aligned = (id: string, offsets: number[]): Aligned => ({
    id,
    title: id,
    start: at(0),
    resolutionSeconds: 60,
    points: offsets.map((offsetSeconds) => ({ ...point(0, 5), offsetSeconds })),
    summary: {} as Summary,
  });
  const at = (seconds: number) => new Date(seconds * 1_000).toISOString();

  it("brings both auctions to common times from their starts", () => {
    const { series, comparison, span } = compared([aligned("a", [12, 72]), aligned("b", [37, 97, 157])]);
    expect(series.times).toEqual([0, 60]);
    expect(comparison?.times).toEqual([0, 60, 120]);
    expect(span).toEqual({ from: 0, to: 120 });
  });

  it("shows what was before the start", () => expect(compared([aligned("a", [-65]), aligned("b", [])]).span.from).toBe(-120));
});

describe("zooming", () => {
  it("keeps the time under the cursor and two minutes at least", () => {
    expect(scaled({ from: 0, to: 1_000 }, 250, 0.5)).toEqual({ from: 125, to: 625 });
    expect(zoomed({ from: 1_000, to: 1_010 })).toEqual({ from: 945, to: 1_065 });
  });
});

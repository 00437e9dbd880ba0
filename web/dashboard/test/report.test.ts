import { expect, it } from "vitest";
import type { Auction, Viewers } from "../src/api.js";
import { reportHtml } from "../src/report/report.js";

const MARKUP = `<img src=x onerror="alert(1)">`;
const auction = { id: "1", title: MARKUP } as Auction;

function point(minute: number, avgViewers: number) {
  const timestamp = new Date(minute * 60_000).toISOString();
  return { timestamp, viewerCount: avgViewers, avgViewers, peakViewers: 9, minViewers: 1, sampleCount: 12 };
}

const viewers = {
  resolutionSeconds: 60,
  snapshots: [point(0, 5), point(1, 6), point(9, 0)],
  summary: { overallPeak: 9, duration: 3, sessionSeconds: { "30": 2, "+Inf": 1 }, sections: { [MARKUP]: 5 }, countries: { CH: 7 } },
  coverage: { from: new Date(0).toISOString(), until: new Date(600_000).toISOString(), minutes: 10, observedMinutes: 3 },
  disabled: [{ from: new Date(120_000).toISOString(), to: new Date(240_000).toISOString() }],
  markers: [{ timestamp: new Date(60_000).toISOString(), kind: "sold", audience: 5, change: 2, data: { name: MARKUP } }],
  notes: [{ id: "n", timestamp: new Date(60_000).toISOString(), text: MARKUP, createdBy: "admin" }],
} as unknown as Viewers;

const lots = [{ number: 1, name: MARKUP, bids: 1, audienceAtOpening: 4, audienceAtHammer: 5, change: 1, peak: 6, openedAt: null, hammerAt: null }];
const html = reportHtml({ auction, viewers, lots: lots as never, utc: true, now: 0 });

it("has figures, curve, isolated minute, disabled span, lots and notes", () => {
  expect(html).toContain("3 of 10 minutes");
  expect(html.match(/<path class="line" d="[^"]*L/g)).toHaveLength(1);
  expect(html.match(/<circle class="line"/g)).toHaveLength(1);
  expect(html).toContain('<rect class="disabled"');
  expect(html).toContain("<td>+1</td>");
});

it("has a scale, and names what the chart shows", () => {
  expect(html).toContain(">9</text>");
  expect(html).toContain('<rect class="gap"');
  for (const name of ["Single minute", "No data", "Analytics disabled", "Sold"]) {
    expect(html).toMatch(new RegExp(`</svg> ${name}</li>`));
  }
});

it("has markers, sections and countries", () => {
  expect(html).toContain("<td>+2</td>");
  expect(html).toContain("<td>Switzerland</td><td>7</td>");
});

it("shows markup as text and loads nothing", () => {
  expect(html).not.toContain("<img");
  expect(html.match(/&#60;img src=x/g)).toHaveLength(6);
  expect(html).not.toMatch(/<script|<link|https?:/);
});

it("states that bids and sales are left out", () => {
  const all = { ...viewers, markers: Array.from({ length: 1_000 }, () => viewers.markers[0]!) };
  expect(html).not.toContain("Only the");
  expect(reportHtml({ auction, viewers: all, lots: lots as never, utc: true, now: 0 })).toMatch(
    /Only the lots of the newest 1,000.*Only the newest 1,000 bids and sales/s,
  );
});

import { MOST_MARKERS, type Auction, type Lot, type Viewers } from "../api.js";
import { detailsOf, storedData } from "../auction/audience-data.js";
import { countryRows, rowsOf, sessionRows } from "../auction/Distribution.js";
import { figuresOf } from "../auction/Figures.js";
import { lotName, lotTime } from "../auction/Lots.js";
import { change, count, dateTime, duration, moment, percent, zoneName } from "../format.js";
import { strings } from "../strings.js";
import { chartSvg, legendHtml } from "./chart-svg.js";
import style from "./report.css?inline";

export interface Report {
  auction: Auction;
  viewers: Viewers;
  lots: readonly Lot[];
  utc: boolean;
  now: number;
}

const NAMED = [strings.sessions.name, strings.sessions.viewers];

/** One HTML file without scripts and without references to other files. */
export function reportHtml({ auction, viewers, lots, utc, now }: Report): string {
  const text = strings.report;
  const { from, until } = viewers.coverage;
  const title = escaped(text.title(auction.title));
  const figures = figuresOf(viewers, utc).map(
    ({ name, value, detail, how }) =>
      `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}${detail ? ` <small>${escaped(detail)}</small>` : ""}</dd><dd class="how">${escaped(how)}</dd></div>`,
  );
  const chart = storedData(viewers, now / 1_000);
  const cut = (note: (markers: string) => string) =>
    viewers.markers.length < MOST_MARKERS ? undefined : note(count(MOST_MARKERS));
  const sections = [
    table(
      strings.lots.title,
      [strings.lots.lot, strings.lots.bids, strings.lots.opening, strings.lots.hammer, strings.lots.change, strings.lots.peak],
      lots.map((lot) => [
        `${lotName(lot)}, ${lotTime(lot, utc)}`,
        count(lot.bids),
        count(lot.audienceAtOpening),
        count(lot.audienceAtHammer),
        change(lot.change),
        count(lot.peak),
      ]),
      cut(strings.lots.cut),
    ),
    table(
      strings.notes.title,
      [strings.chart.time, strings.notes.text],
      viewers.notes.map((note) => [dateTime(note.timestamp, utc), note.text]),
    ),
    table(
      strings.sessions.title,
      [strings.sessions.name, strings.sessions.value],
      sessionRows(viewers.summary.sessionSeconds ?? {}).map(({ name, value }) => [name, count(value)]),
    ),
    table(
      strings.sessions.retention,
      [strings.sessions.name, strings.sessions.share],
      (viewers.summary.retention ?? []).map(({ seconds, share }) => [strings.sessions.lasted(duration(seconds)), percent(share)]),
    ),
    table(strings.sessions.sections, NAMED, rowsOf(viewers.summary.sections ?? {}).map(({ name, value }) => [name, count(value)])),
    table(
      strings.sessions.countries,
      NAMED,
      countryRows(viewers.summary.countries ?? {}).map(({ name, value }) => [name, count(value)]),
    ),
    table(
      strings.markers.title,
      [strings.chart.time, strings.markers.kind, strings.markers.data, strings.markers.audience, strings.markers.change],
      viewers.markers.map((marker) => [
        moment(marker.timestamp, utc),
        marker.kind === "sold" ? strings.chart.sold : strings.chart.bid,
        detailsOf(marker.data),
        count(marker.audience),
        change(marker.change),
      ]),
      cut(strings.markers.cut),
    ),
    table(
      strings.chart.label,
      [strings.chart.time, strings.chart.average, strings.chart.minimum, strings.chart.maximum],
      viewers.snapshots.map((point) => [
        dateTime(point.timestamp, utc),
        count(point.avgViewers),
        count(point.exactMin ?? point.minViewers),
        count(point.exactPeak ?? point.peakViewers),
      ]),
    ),
  ];
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title><style>${style}</style></head><body><main><h1>${title}</h1>
<p>${escaped(text.range(dateTime(from, utc), dateTime(until, utc), zoneName(utc)))}</p>
<dl>${figures.join("")}</dl>${chartSvg(chart, utc)}${legendHtml(chart)}${sections.join("")}
</main><footer>${escaped(text.created(dateTime(now, utc)))}</footer></body></html>`;
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[], note?: string): string {
  if (rows.length === 0) {
    return "";
  }
  const cells = (tag: string, values: readonly string[]) => values.map((value) => `<${tag}>${escaped(value)}</${tag}>`).join("");
  const body = rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("");
  return `<h2>${escaped(title)}</h2>${note ? `<p>${escaped(note)}</p>` : ""}<table><thead><tr>${cells("th", columns)}</tr></thead><tbody>${body}</tbody></table>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

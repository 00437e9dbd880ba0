import { strings } from "../strings.js";
import { gapsOf, type ChartData } from "./chart-data.js";

const text = strings.chart;

export interface LegendEntry {
  kind: string;
  name: string;
}

/** Names what a chart shows: only what there is. */
export function legendOf(data: ChartData, names: readonly string[]): LegendEntry[] {
  const { series, disabled, markers, soFarSince } = data;
  const newest = series.times.at(-1);
  const kinds = new Set(markers.map(({ kind }) => kind));
  const entries: [string, string, boolean][] = [
    ["line", names[0] ?? text.average, true],
    ["comparison", names[1] ?? "", names.length > 1],
    ["band", text.band, true],
    ["dot", text.isolated, series.segments.some(({ first, last }) => first === last)],
    ["gap", text.gap, names.length === 0 && gapsOf(data).length > 0],
    ["disabled", text.disabled, disabled.length > 0],
    ["so-far", text.soFar, soFarSince !== undefined && newest !== undefined && newest >= soFarSince],
    ["bidding", text.bid, kinds.has("bidding")],
    ["sold", text.sold, kinds.has("sold")],
    ["note", text.note, kinds.has("note")],
  ];
  return entries.filter(([, , shown]) => shown).map(([kind, name]) => ({ kind, name }));
}

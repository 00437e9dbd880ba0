import type { Auction } from "../api.js";

export type Column = "title" | "status" | "live" | "peak";

export interface Sorting {
  column: Column;
  descending: boolean;
}

/** What of the list is shown; the pages keep it while another one is open. */
export interface ListView {
  search: string;
  sorting: Sorting;
  page: number;
}

export const FIRST_VIEW: ListView = { search: "", sorting: { column: "status", descending: false }, page: 0 };

/** Number 9 before number 10. */
const titles = new Intl.Collator(undefined, { numeric: true });

const STATUS_ORDER = { live: 0, scheduled: 1, ended: 2 };

/** The auctions that match a search in title or id, in the chosen order; equal ones stay in the order of the server. */
export function select(auctions: readonly Auction[], search: string, { column, descending }: Sorting): Auction[] {
  const wanted = search.trim().toLocaleLowerCase();
  const matching = auctions.filter(
    ({ title, id }) => title.toLocaleLowerCase().includes(wanted) || id.toLocaleLowerCase().includes(wanted),
  );
  const direction = descending ? -1 : 1;
  return matching.sort((a, b) => direction * compare(a, b, column));
}

function compare(a: Auction, b: Auction, column: Column): number {
  switch (column) {
    case "title":
      return titles.compare(a.title, b.title);
    case "status":
      return STATUS_ORDER[a.status] - STATUS_ORDER[b.status];
    case "live":
      return (a.currentViewers ?? -1) - (b.currentViewers ?? -1);
    case "peak":
      return (a.peakViewers ?? -1) - (b.peakViewers ?? -1);
  }
}

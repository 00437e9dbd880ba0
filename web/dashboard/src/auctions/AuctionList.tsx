import { useDeferredValue, useMemo, useState } from "react";
import { api, type Auction } from "../api.js";
import { count } from "../format.js";
import { linkTo } from "../router.js";
import { strings } from "../strings.js";
import { useRemote } from "../useRemote.js";
import { AnalyticsSwitch } from "./AnalyticsSwitch.js";
import { CreateAuction } from "./CreateAuction.js";
import { FirstSteps } from "./FirstSteps.js";
import { LiveCount } from "./LiveCount.js";
import { select, type Column, type Sorting } from "./selection.js";
import { Sparkline } from "./Sparkline.js";

const REFRESH_MILLIS = 60_000;
/** Rows rendered at first and with each click: also the most auctions whose count the lobby is asked for at once. */
const PAGE = 100;

const COLUMNS: { column: Column; title: string }[] = [
  { column: "title", title: strings.list.name },
  { column: "status", title: strings.list.status },
  { column: "live", title: strings.list.live },
  { column: "peak", title: strings.list.peak },
];

export function AuctionList() {
  const { data, error, reload } = useRemote(api.auctions, REFRESH_MILLIS);
  const [changed, setChanged] = useState<ReadonlyMap<string, Auction>>(new Map());
  const [search, setSearch] = useState("");
  const [sorting, setSorting] = useState<Sorting>({ column: "status", descending: false });
  const [rows, setRows] = useState(PAGE);
  const deferredSearch = useDeferredValue(search);

  const auctions = useMemo(() => data?.map((auction) => ({ ...auction, ...changed.get(auction.id) })), [data, changed]);
  const selected = useMemo(() => select(auctions ?? [], deferredSearch, sorting), [auctions, deferredSearch, sorting]);
  const replace = (auction: Auction) => setChanged((before) => new Map(before).set(auction.id, auction));

  return (
    <>
      <div className="title-row">
        <h1>{strings.list.title}</h1>
        <CreateAuction onCreated={reload} />
      </div>
      {error !== undefined && (
        <p role="alert" className="error">
          {error}
        </p>
      )}
      {auctions === undefined && error === undefined && <p className="loading">{strings.loading}</p>}
      {auctions?.length === 0 && <FirstSteps auction="…" />}
      {auctions !== undefined && auctions.length > 0 && (
        <>
          <p className="toolbar">
            <input
              type="search"
              aria-label={strings.list.search}
              placeholder={strings.list.search}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
            <span role="status">{strings.list.shown(selected.length, auctions.length)}</span>
          </p>
          <table className="auctions">
            <thead>
              <tr>
                {COLUMNS.map(({ column, title }) => (
                  <Header key={column} column={column} title={title} sorting={sorting} onSort={setSorting} />
                ))}
                <th scope="col">{strings.list.lastHour}</th>
                <th scope="col">{strings.list.analytics}</th>
              </tr>
            </thead>
            <tbody>
              {selected.slice(0, rows).map((auction) => (
                <Row key={auction.id} auction={auction} onChanged={replace} />
              ))}
            </tbody>
          </table>
          {selected.length === 0 && <p>{strings.list.none}</p>}
          {selected.length > rows && (
            <button type="button" onClick={() => setRows(rows + PAGE)}>
              {strings.list.more}
            </button>
          )}
        </>
      )}
    </>
  );
}

function Header(props: { column: Column; title: string; sorting: Sorting; onSort: (sorting: Sorting) => void }) {
  const { column, title, sorting, onSort } = props;
  const active = sorting.column === column;
  const descending = active ? !sorting.descending : column === "live" || column === "peak";
  return (
    <th scope="col" aria-sort={active ? (sorting.descending ? "descending" : "ascending") : "none"}>
      <button type="button" className="link" aria-label={strings.list.sortBy(title)} onClick={() => onSort({ column, descending })}>
        {title}
        {active && <span aria-hidden="true">{sorting.descending ? " ↓" : " ↑"}</span>}
      </button>
    </th>
  );
}

function Row({ auction, onChanged }: { auction: Auction; onChanged: (auction: Auction) => void }) {
  return (
    <tr>
      <th scope="row">
        <a href={linkTo({ page: "auction", id: auction.id })}>{auction.title}</a>
        <small>{auction.id}</small>
      </th>
      <td>
        <span className={`status ${auction.status}`}>{strings.auctionStatus[auction.status]}</span>
      </td>
      <td className="number" data-label={strings.list.live}>
        <LiveCount id={auction.id} />
      </td>
      <td className="number" data-label={strings.list.peak}>
        {count(auction.peakViewers)}
      </td>
      <td>
        <Sparkline values={auction.lastHour ?? []} label={`${strings.list.lastHour}: ${auction.title}`} />
      </td>
      <td data-label={strings.list.analytics}>
        <AnalyticsSwitch auction={auction} onChanged={onChanged} />
      </td>
    </tr>
  );
}

import { memo, useCallback, useDeferredValue, useMemo, useState } from "react";
import { api, type Auction } from "../api.js";
import { ConfirmButton } from "../ConfirmButton.js";
import { Delivery } from "../delivery/Delivery.js";
import { ErrorText } from "../ErrorText.js";
import { count } from "../format.js";
import { linkTo } from "../router.js";
import { strings } from "../strings.js";
import { usePageTitle } from "../usePageTitle.js";
import { useRemote } from "../useRemote.js";
import { AnalyticsSwitch, switchedBy } from "./AnalyticsSwitch.js";
import { CreateAuction } from "./CreateAuction.js";
import { FirstSteps } from "./FirstSteps.js";
import { LiveCount, LobbyStatus } from "./LiveCount.js";
import { select, type Column, type ListView, type Sorting } from "./selection.js";
import { Sparkline } from "./Sparkline.js";

const REFRESH_MILLIS = 30_000;
/** Only the rows of one page are rendered and watched: the lobby accepts at most 500 auctions. */
const PAGE_ROWS = 50;
const NO_ROWS: readonly Auction[] = [];
const NO_CHANGES: ReadonlyMap<string, Auction> = new Map();

const text = strings.list;
const COLUMNS: { column: Column; title: string; className?: string }[] = [
  { column: "title", title: text.name },
  { column: "status", title: text.status },
  { column: "live", title: text.live, className: "number" },
  { column: "peak", title: text.peak, className: "number" },
];

interface ListProps {
  view: ListView;
  onView: (view: ListView) => void;
}

export function AuctionList(props: ListProps) {
  usePageTitle(text.title);
  const { data, error, reload } = useRemote(api.auctions, REFRESH_MILLIS);
  const [changed, setChanged] = useState(NO_CHANGES);
  const [changedSince, setChangedSince] = useState(data);
  if (changedSince !== data) {
    setChangedSince(data);
    setChanged(NO_CHANGES);
  }
  const auctions = useMemo(() => data?.map((auction) => merged(auction, changed.get(auction.id))), [data, changed]);
  /** Shown until the list is loaded again; a load that began before the change is discarded. */
  const replace = useCallback(
    (auction: Auction) => {
      setChanged((before) => new Map(before).set(auction.id, auction));
      reload();
    },
    [reload],
  );
  return (
    <>
      <div className="title-row">
        <h1>{text.title}</h1>
        <CreateAuction onCreated={reload} />
      </div>
      <ErrorText text={error} />
      {auctions === undefined && error === undefined && <p className="loading">{strings.loading}</p>}
      {auctions !== undefined && auctions.length > 0 && <Table {...props} auctions={auctions} onChanged={replace} onEnded={reload} />}
      {auctions?.every(({ peakViewers }) => peakViewers === null) && <FirstSteps auction={auctions[0]?.id} />}
      <Delivery />
    </>
  );
}

/** The answer to a change has no sparkline. */
function merged(auction: Auction, change: Auction | undefined): Auction {
  return change === undefined
    ? auction
    : { ...auction, enableViewerAnalytics: change.enableViewerAnalytics, lastSwitch: change.analyticsSwitches?.[0] ?? null };
}

interface TableProps {
  auctions: Auction[];
  onChanged: (auction: Auction) => void;
  /** An auction was ended or deleted. */
  onEnded: () => void;
}

function Table({ view, onView, auctions, onChanged, onEnded }: TableProps & ListProps) {
  const { search, sorting, page } = view;
  const setPage = (chosen: number) => onView({ ...view, page: chosen });
  const deferredSearch = useDeferredValue(search);
  const selected = useMemo(() => select(auctions, deferredSearch, sorting), [auctions, deferredSearch, sorting]);
  const pages = Math.max(1, Math.ceil(selected.length / PAGE_ROWS));
  const shown = Math.min(page, pages - 1);
  const chosen = useMemo(() => selected.slice(shown * PAGE_ROWS, (shown + 1) * PAGE_ROWS), [selected, shown]);
  // Rows are rendered in slices of a few milliseconds, so that the page responds meanwhile.
  const rows = useDeferredValue(chosen, NO_ROWS);
  return (
    <>
      <div className="toolbar">
        <input
          type="search"
          aria-label={text.search}
          placeholder={text.search}
          value={search}
          onChange={(event) => onView({ ...view, search: event.target.value, page: 0 })}
        />
        <span role="status" className="hint">
          {text.shown(selected.length, auctions.length)}
        </span>
      </div>
      <p className="hint">
        {text.analytics}: {text.analyticsText}
      </p>
      {rows[0] !== undefined && <LobbyStatus id={rows[0].id} />}
      {chosen.length === 0 ? (
        <p>{text.none}</p>
      ) : (
        <table className="auctions card">
          <thead>
            <tr data-label={text.sortBy}>
              {COLUMNS.map((column) => (
                <Header key={column.column} {...column} sorting={sorting} onSort={(chosen) => onView({ ...view, sorting: chosen })} />
              ))}
              <th scope="col">{text.lastHour}</th>
              <th scope="col">{text.analytics}</th>
              <th scope="col">
                <span className="visually-hidden">{text.actions}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <Rows rows={rows} onChanged={onChanged} onEnded={onEnded} />
          </tbody>
        </table>
      )}
      <p className="hint">{text.how}</p>
      {pages > 1 && (
        <nav className="pages" aria-label={text.pages}>
          <button type="button" disabled={shown === 0} onClick={() => setPage(shown - 1)}>
            {text.previous}
          </button>
          <span>{text.page(shown + 1, pages)}</span>
          <button type="button" disabled={shown === pages - 1} onClick={() => setPage(shown + 1)}>
            {text.next}
          </button>
        </nav>
      )}
    </>
  );
}

interface HeaderProps {
  column: Column;
  title: string;
  className?: string;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
}

function Header({ column, title, className, sorting, onSort }: HeaderProps) {
  const active = sorting.column === column;
  const descending = active ? !sorting.descending : column === "live" || column === "peak";
  return (
    <th scope="col" className={className} aria-sort={active ? (sorting.descending ? "descending" : "ascending") : "none"}>
      <button type="button" className="sort" onClick={() => onSort({ column, descending })}>
        {title}
        <span aria-hidden="true">{active ? (sorting.descending ? " ↓" : " ↑") : ""}</span>
      </button>
    </th>
  );
}

/** Rendered again only when its rows change, not at each key that is typed. */
const Rows = memo(function Rows({ rows, ...actions }: { rows: readonly Auction[] } & Omit<TableProps, "auctions">) {
  return rows.map((auction) => <Row key={auction.id} auction={auction} {...actions} />);
});

function Row({ auction, onChanged, onEnded }: { auction: Auction } & Omit<TableProps, "auctions">) {
  const sparkline = auction.sparkline ?? [];
  return (
    <tr>
      <th scope="row">
        <a href={linkTo({ page: "auction", id: auction.id })}>{auction.title}</a>
        <small>{auction.id}</small>
      </th>
      <td>
        <span className={`status ${auction.status}`}>{strings.auctionStatus[auction.status]}</span>
      </td>
      <td className="number" data-label={text.live}>
        <LiveCount id={auction.id} />
      </td>
      <td className="number" data-label={text.peak}>
        {count(auction.peakViewers)}
      </td>
      <td className="wide">
        <Sparkline values={sparkline} label={text.sparkline(auction.title, count(sparkline.at(-1)))} />
      </td>
      <td className="whole" data-label={text.analytics}>
        <div className="switch-cell">
          <AnalyticsSwitch auction={auction} onChanged={onChanged} />
          <small className="hint">{switchedBy(auction)}</small>
        </div>
      </td>
      <td className="whole">
        <span className="actions end">
          {auction.status === "live" && (
            <ConfirmButton
              text={text.end}
              label={text.endLabel(auction.title)}
              question={strings.auction.endQuestion(auction.title)}
              action={() => api.change(auction.id, { status: "ended" })}
              onDone={onEnded}
            />
          )}
          <ConfirmButton
            text={strings.auction.remove}
            label={text.removeLabel(auction.title)}
            question={strings.auction.removeQuestion(auction.title)}
            action={() => api.remove(auction.id)}
            onDone={onEnded}
          />
        </span>
      </td>
    </tr>
  );
}

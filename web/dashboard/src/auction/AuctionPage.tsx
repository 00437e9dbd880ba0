import { useCallback } from "react";
import { api, type Auction } from "../api.js";
import { AnalyticsSwitch, switchedBy } from "../auctions/AnalyticsSwitch.js";
import { BadgeSnippet } from "../auctions/BadgeSnippet.js";
import { LiveCount } from "../auctions/LiveCount.js";
import { ConfirmButton } from "../ConfirmButton.js";
import { ErrorText } from "../ErrorText.js";
import { linkTo } from "../router.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { usePageTitle } from "../usePageTitle.js";
import { useRemote } from "../useRemote.js";
import { Audience } from "./Audience.js";
import { Shares } from "./Shares.js";

const REFRESH_MILLIS = 15_000;
const text = strings.auction;

export function AuctionPage({ id }: { id: string }) {
  const { data: auction, error, status, reload } = useRemote(
    useCallback(() => api.auction(id), [id]),
    REFRESH_MILLIS,
  );
  if (status === 404) {
    return <ErrorText text={text.notFound} />;
  }
  if (auction === undefined) {
    return error === undefined ? <p className="loading">{strings.loading}</p> : <ErrorText text={error} />;
  }
  return (
    <article>
      <p>
        <a href={linkTo({ page: "auctions" })}>← {text.back}</a>
      </p>
      <AuctionHeading auction={auction}>
        <Lifecycle auction={auction} onChanged={reload} />
      </AuctionHeading>
      <ErrorText text={error} />
      <div className="switch-row">
        <AnalyticsSwitch auction={auction} onChanged={reload} />
        <span>
          {strings.list.analytics}
          <small className="hint">
            {strings.list.analyticsText} {switchedBy(auction)}
          </small>
        </span>
      </div>
      <Audience auction={auction} editable />
      <Shares auction={id} />
      <section>
        <h2>{strings.snippet.title}</h2>
        <p className="hint">{strings.snippet.text}</p>
        <BadgeSnippet auction={id} />
        <p className="hint">{strings.start.origin}</p>
      </section>
    </article>
  );
}

/** Title, status and live count, with actions beside them. */
export function AuctionHeading({ auction, children }: { auction: Auction; children?: React.ReactNode }) {
  usePageTitle(auction.title);
  return (
    <div className="title-row auction-heading">
      <h1>{auction.title}</h1>
      <span className={`status ${auction.status}`}>{strings.auctionStatus[auction.status]}</span>
      <span className="live-large">
        <LiveCount id={auction.id} detailed />
      </span>
      <details className="how">
        <summary aria-label={`${strings.how} ${text.now}`}>?</summary>
        <p>{text.nowHow}</p>
      </details>
      {children}
    </div>
  );
}

/** Starts, ends and deletes an auction. */
function Lifecycle({ auction, onChanged }: { auction: Auction; onChanged: () => void }) {
  const { busy, error, run } = useAction();
  const start = async () => {
    if (await run(() => api.change(auction.id, { status: "live" }))) {
      onChanged();
    }
  };
  return (
    <span className="actions">
      <a className="button" href={`live/${encodeURIComponent(auction.id)}`}>
        {text.live}
      </a>
      {auction.status === "live" ? (
        <ConfirmButton
          text={text.end}
          question={text.endQuestion(auction.title)}
          action={() => api.change(auction.id, { status: "ended" })}
          onDone={onChanged}
        />
      ) : (
        <button type="button" disabled={busy} onClick={() => void start()}>
          {text.start}
        </button>
      )}
      <ConfirmButton
        text={text.remove}
        question={text.removeQuestion(auction.title)}
        action={() => api.remove(auction.id)}
        onDone={() => location.assign(linkTo({ page: "auctions" }))}
      />
      <ErrorText text={error} />
    </span>
  );
}

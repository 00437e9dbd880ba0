import { useState } from "react";
import { api, type Auction } from "../api.js";
import { linkTo } from "../router.js";
import { strings } from "../strings.js";

const text = strings.auction;

/** Starts, ends and deletes an auction; what cannot be taken back is confirmed first. */
export function Lifecycle({ auction, onChanged }: { auction: Auction; onChanged: () => void }) {
  const [error, setError] = useState<string>();

  const run = async (action: () => Promise<unknown>, after: () => void) => {
    try {
      await action();
      setError(undefined);
      after();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    }
  };

  const end = () => {
    if (confirm(text.endConfirm(auction.title))) {
      void run(() => api.change(auction.id, { status: "ended" }), onChanged);
    }
  };
  const remove = () => {
    if (confirm(text.removeConfirm(auction.title))) {
      void run(
        () => api.remove(auction.id),
        () => location.assign(linkTo({ page: "auctions" })),
      );
    }
  };

  return (
    <span className="actions">
      <a href={`live/${encodeURIComponent(auction.id)}`}>{text.live}</a>
      {auction.status === "live" ? (
        <button type="button" onClick={end}>
          {text.end}
        </button>
      ) : (
        <button type="button" onClick={() => void run(() => api.change(auction.id, { status: "live" }), onChanged)}>
          {text.start}
        </button>
      )}
      <button type="button" className="danger" onClick={remove}>
        {text.remove}
      </button>
      {error !== undefined && (
        <span role="alert" className="error">
          {error}
        </span>
      )}
    </span>
  );
}

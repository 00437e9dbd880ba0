import { useState } from "react";
import { api, type Auction } from "../api.js";
import { dateTime } from "../format.js";
import { strings } from "../strings.js";

/** Switches the analytics of an auction; shows the new state only once the server has stored it. */
export function AnalyticsSwitch({ auction, onChanged }: { auction: Auction; onChanged: (auction: Auction) => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const toggle = async () => {
    setBusy(true);
    setError(undefined);
    try {
      onChanged(await api.change(auction.id, { enableViewerAnalytics: !auction.enableViewerAnalytics }));
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
    } finally {
      setBusy(false);
    }
  };

  const last = auction.lastSwitch ?? auction.switches?.at(-1);
  const who = last ? strings.list.switchedBy(last.by, dateTime(last.at)) : strings.list.neverSwitched;
  return (
    <span className="switch">
      <button
        type="button"
        role="switch"
        aria-checked={auction.enableViewerAnalytics}
        aria-label={`${strings.list.analytics}: ${auction.title}`}
        title={`${strings.list.analyticsText} ${who}`}
        disabled={busy}
        onClick={() => void toggle()}
      >
        <span aria-hidden="true" />
      </button>
      {error !== undefined && (
        <span role="alert" className="error">
          {error}
        </span>
      )}
    </span>
  );
}

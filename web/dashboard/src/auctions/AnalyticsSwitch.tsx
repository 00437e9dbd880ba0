import { api, type Auction } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { dateTime } from "../format.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";

/** Switches the analytics of an auction; shows the new state only once the server has stored it. */
export function AnalyticsSwitch({ auction, onChanged }: { auction: Auction; onChanged: (auction: Auction) => void }) {
  const { busy, error, run } = useAction();
  const toggle = () =>
    run(async () => onChanged(await api.change(auction.id, { enableViewerAnalytics: !auction.enableViewerAnalytics })));
  return (
    <span className="switch">
      <button
        type="button"
        role="switch"
        aria-checked={auction.enableViewerAnalytics}
        aria-label={`${strings.list.analytics}: ${auction.title}`}
        title={`${strings.list.analyticsText} ${switchedBy(auction)}`}
        disabled={busy}
        onClick={() => void toggle()}
      >
        <span aria-hidden="true" />
      </button>
      <ErrorText text={error} />
    </span>
  );
}

/** Who switched the analytics last, and when. */
export function switchedBy({ analyticsSwitches, lastSwitch }: Auction): string {
  const last = analyticsSwitches?.[0] ?? lastSwitch;
  return last ? strings.list.switchedBy(last.by, dateTime(last.at)) : strings.list.neverSwitched;
}

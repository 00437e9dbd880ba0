import { api, type Auction, type Viewers } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { zoneName } from "../format.js";
import { strings } from "../strings.js";
import { useAction } from "../useAction.js";
import { reportHtml } from "../report/report.js";

const text = strings.csv;

/** CSV in UTC or for spreadsheets, and the report. Fetched, so that a read-only link can send its token. */
export function Exports(props: { auction: Auction; viewers: Viewers; query: string; utc: boolean }) {
  const { auction, viewers, query, utc } = props;
  const { busy, error, run } = useAction();
  const zone = zoneName(false);
  const csv = (suffix: string, more: string) =>
    run(async () => download(`${auction.id}-viewers${suffix}.csv`, await api.csv(auction.id, query + more)));
  const report = () =>
    run(async () => {
      const lots = await api.lots(auction.id, query);
      const html = reportHtml({ auction, viewers, lots, utc, now: Date.now() });
      download(`${auction.id}-report.html`, new Blob([html], { type: "text/html;charset=utf-8" }));
    });
  return (
    <details className="menu">
      <summary className="button">{text.title}</summary>
      <div className="card">
        <button type="button" disabled={busy} onClick={() => void csv("", "")}>
          {text.utc}
        </button>
        <button type="button" disabled={busy} onClick={() => void csv("-local", `&bom=true&zone=${encodeURIComponent(zone)}`)}>
          {text.local(zone)}
        </button>
        <button type="button" disabled={busy} onClick={() => void report()}>
          {text.report}
        </button>
        <ErrorText text={error} />
      </div>
    </details>
  );
}

function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

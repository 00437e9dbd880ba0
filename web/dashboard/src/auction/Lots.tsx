import { useCallback } from "react";
import { api, MOST_MARKERS, type Lot, type Marker } from "../api.js";
import { ErrorText } from "../ErrorText.js";
import { change, clock, count, moment } from "../format.js";
import { strings } from "../strings.js";
import { useRemote } from "../useRemote.js";

const REFRESH_MILLIS = 30_000;
const text = strings.lots;

/** One row per lot; nothing while there is none. */
export function Lots(props: { auction: string; query: string; markers: readonly Marker[]; utc: boolean }) {
  const { auction, query, markers, utc } = props;
  const { data: lots, error } = useRemote(
    useCallback(() => api.lots(auction, query), [auction, query]),
    REFRESH_MILLIS,
  );
  return (
    <>
      <ErrorText text={error} />
      {lots !== undefined && lots.length > 0 && (
        <section>
          <h2>{text.title}</h2>
          <p className="hint">{text.how}</p>
          {markers.length >= MOST_MARKERS && <p className="hint">{text.cut(count(MOST_MARKERS))}</p>}
          <div className="scroll" tabIndex={0} role="region" aria-label={text.title}>
            <table className="card">
              <thead>
                <tr>
                  <th scope="col">{text.lot}</th>
                  {[text.bids, text.opening, text.hammer, text.change, text.peak].map((title) => (
                    <th key={title} scope="col" className="number">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {lots.map((lot) => (
                  <tr key={lot.number}>
                    <th scope="row">
                      {lotName(lot)}
                      <small>{lotTime(lot, utc)}</small>
                    </th>
                    <td className="number">{count(lot.bids)}</td>
                    <td className="number">{count(lot.audienceAtOpening)}</td>
                    <td className="number">{count(lot.audienceAtHammer)}</td>
                    <td className="number">{change(lot.change)}</td>
                    <td className="number">{count(lot.peak)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

export function lotName({ name, number }: Lot): string {
  return name ?? text.unnamed(number);
}

export function lotTime({ openedAt, hammerAt }: Lot, utc: boolean): string {
  const opened = openedAt === null ? strings.unknown : moment(openedAt, utc);
  return `${opened} – ${hammerAt === null ? text.open : clock(hammerAt, utc)}`;
}

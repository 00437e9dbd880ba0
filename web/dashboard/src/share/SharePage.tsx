import { useCallback } from "react";
import { api, authenticateWith } from "../api.js";
import { Audience } from "../auction/Audience.js";
import { AuctionHeading } from "../auction/AuctionPage.js";
import { ErrorText } from "../ErrorText.js";
import { dateTime } from "../format.js";
import { strings } from "../strings.js";
import { useRemote } from "../useRemote.js";

const REFRESH_MILLIS = 30_000;

/** The page of one auction for the holder of a read-only link, without a login. */
export function SharePage({ token }: { token: string }) {
  const { data, error, status } = useRemote(
    useCallback(async () => {
      authenticateWith(token);
      const { auctionId, expiresAt } = await api.shared();
      return { auction: await api.auction(auctionId), expiresAt };
    }, [token]),
    REFRESH_MILLIS,
  );
  return (
    <main id="content">
      {status === 401 || status === 404 ? (
        <ErrorText text={strings.share.invalid} />
      ) : (
        <>
          <ErrorText text={error} />
          {data === undefined ? (
            <p className="loading">{strings.loading}</p>
          ) : (
            <article>
              <p className="hint">
                {strings.product} · {strings.share.readOnly}
                {data.expiresAt !== null && ` · ${strings.share.until(dateTime(data.expiresAt))}`}
              </p>
              <AuctionHeading auction={data.auction} />
              <Audience auction={data.auction} editable={false} />
            </article>
          )}
        </>
      )}
    </main>
  );
}

package dev.turnout.socket.admission;

import dev.turnout.engine.ledger.ConnectionLimits.Pending;

/**
 * The limits per client address and in total, beside those on connections and sessions in {@link
 * dev.turnout.engine.Limits}; 0 means no limit.
 *
 * @param pending sessions that have not connected to a namespace yet, and bytes of what is not complete
 * @param rooms auctions with viewers
 * @param requests requests to the HTTP routes that need no key
 */
public record AdmissionLimits(Pending pending, RoomLimits rooms, RequestLimits requests) {

    /**
     * @param newPerMinute auctions without viewers that one address may start to watch per minute, and at once
     * @param total watched auctions in total
     */
    public record RoomLimits(int newPerMinute, int total) {

        public static final RoomLimits DEFAULTS = new RoomLimits(300, 20_000);
    }

    /**
     * @param perSecond requests of one address in the long run
     * @param burst requests of one address at once
     */
    public record RequestLimits(int perSecond, int burst) {

        public static final RequestLimits DEFAULTS = new RequestLimits(100, 500);

        /** Metrics are requested by few clients and their answers are long: at most 10 per second, and 20 at once. */
        RequestLimits forScrapes() {
            return new RequestLimits(Math.min(perSecond, 10), Math.min(burst, 20));
        }
    }
}

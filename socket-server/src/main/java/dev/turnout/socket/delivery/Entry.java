package dev.turnout.socket.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Json;
import java.time.Instant;
import okio.ByteString;

/**
 * A snapshot as it is kept and sent. The body is encoded once, so that each attempt sends the same bytes, also after a
 * restart with a newer version.
 *
 * @param minute start of the UTC minute
 */
record Entry(AuctionId auction, Instant minute, ByteString body) {

    /** Largest body that is kept; a real one is about a kilobyte. */
    static final int MAX_BODY = 1 << 20;

    /** @throws IllegalArgumentException when there is no JSON for it, or too much */
    static Entry of(AuctionMinute minute) {
        byte[] body;
        try {
            body = Json.MAPPER.writeValueAsBytes(minute.snapshot());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it has no JSON: " + e.getOriginalMessage(), e);
        }
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("its JSON has " + body.length + " bytes, " + MAX_BODY + " are allowed");
        }
        return new Entry(minute.auction(), minute.snapshot().timestamp(), ByteString.of(body));
    }
}

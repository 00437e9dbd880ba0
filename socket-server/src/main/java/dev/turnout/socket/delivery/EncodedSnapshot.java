package dev.turnout.socket.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Json;
import java.time.Instant;
import okio.ByteString;

/**
 * A snapshot as it is stored and sent. The body is encoded once, so that every attempt sends the same bytes, also after a
 * restart with a newer version.
 *
 * @param minute start of the UTC minute
 */
record EncodedSnapshot(AuctionId auction, Instant minute, ByteString body) {

    /** Largest body that is stored; a usual one has about a kilobyte. */
    static final int MAX_BODY = 1 << 20;

    /** @throws IllegalArgumentException if it cannot be encoded, or its JSON is larger than {@link #MAX_BODY} */
    static EncodedSnapshot of(AuctionMinute minute) {
        byte[] body;
        try {
            body = Json.MAPPER.writeValueAsBytes(minute.snapshot());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it cannot be encoded: " + e.getOriginalMessage(), e);
        }
        if (body.length > MAX_BODY) {
            throw new IllegalArgumentException("its JSON has " + body.length + " bytes, " + MAX_BODY + " are allowed");
        }
        return new EncodedSnapshot(minute.auction(), minute.snapshot().timestamp(), ByteString.of(body));
    }
}

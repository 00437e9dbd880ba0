package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import okio.ByteString;

/**
 * The rows a backend stores: one per auction, minute and source. A snapshot that is sent again
 * must have the same bytes.
 */
final class StoredRows {

    private final Map<String, ByteString> rows = new ConcurrentHashMap<>();

    /** Rows that were sent again with another body. */
    final Queue<String> violations = new ConcurrentLinkedQueue<>();

    static String key(String auction, ByteString body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body.toByteArray());
            return auction + " " + json.path("timestamp").asText() + " "
                    + json.path("source").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String key(AuctionMinute minute) {
        return key(minute.auction().value(), EncodedSnapshot.of(minute).body());
    }

    private static String keyOf(String path, ByteString body) {
        return key(path.replaceAll(".*/auctions/([^/]+)/.*", "$1"), body);
    }

    boolean has(String path, ByteString body) {
        return rows.containsKey(keyOf(path, body));
    }

    void store(String path, ByteString body) {
        ByteString earlier = rows.putIfAbsent(keyOf(path, body), body);
        if (earlier != null && !earlier.equals(body)) {
            violations.add(earlier.utf8() + " and " + body.utf8());
            throw new AssertionError("two bodies for one row: " + violations);
        }
    }

    Map<String, ByteString> rows() {
        return rows;
    }
}

package dev.turnout.engine.http;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of a session's first request that is kept until its CONNECT packet: the query as it was sent and the headers
 * that the application reads. The rest of the request can be collected at once.
 */
public final class OpeningRequest {

    private static final int BYTES_OF_A_PENDING_SESSION = 1024;
    private static final int BYTES_OF_A_HEADER = 128;

    private final String rawQuery;
    private final Map<String, String> headers;
    private final InetAddress remoteAddress;

    private OpeningRequest(String rawQuery, Map<String, String> headers, InetAddress remoteAddress) {
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.remoteAddress = remoteAddress;
    }

    /** @param headerNames of the headers to keep */
    public static OpeningRequest of(RequestHead head, Collection<String> headerNames) {
        Map<String, String> kept = Map.of();
        for (String name : headerNames) {
            String value = head.headers().get(name);
            if (value != null) {
                kept = kept.isEmpty() ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : kept;
                kept.put(name, value);
            }
        }
        return new OpeningRequest(head.query().raw(), kept, head.remoteAddress());
    }

    /** Decoded; of a repeated name the first value. */
    public Map<String, String> query() {
        return QueryParameters.parse(rawQuery).firstOfEach();
    }

    /** A header that was kept; the name is case-insensitive. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public InetAddress remoteAddress() {
        return remoteAddress;
    }

    /** Heap that a session costs until its CONNECT: its objects, and the text that the client chose. */
    public int retainedBytes() {
        int bytes = BYTES_OF_A_PENDING_SESSION + rawQuery.length();
        for (String value : headers.values()) {
            bytes += BYTES_OF_A_HEADER + value.length();
        }
        return bytes;
    }
}

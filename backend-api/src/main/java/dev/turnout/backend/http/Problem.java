package dev.turnout.backend.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** A request that cannot be done, as a problem document (RFC 9457) tells it. */
final class Problem extends RuntimeException {

    static final String CONTENT_TYPE = "application/problem+json";

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Problem(int status, String detail) {
        super(detail, null, false, false); // a value, not a fault: no stack trace
        this.status = status;
    }

    static Problem of(int status, String detail) {
        return new Problem(status, detail);
    }

    static Problem badRequest(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST_400, detail);
    }

    static Problem noAuction() {
        return new Problem(HttpStatus.NOT_FOUND_404, "there is no such auction");
    }

    Problem with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    Map<String, String> headers() {
        return headers;
    }

    Document document() {
        return Document.of(status, String.valueOf(getMessage()));
    }

    /** The members of RFC 9457, and the two that clients of the older backend look at. */
    record Document(String type, String title, int status, String detail, boolean success, String message) {

        static Document of(int status, String detail) {
            return new Document("about:blank", HttpStatus.getMessage(status), status, detail, false, detail);
        }
    }
}

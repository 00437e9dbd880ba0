package dev.turnout.backend.http;

import dev.turnout.http.ProblemDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** A request that is refused, with its status, its headers and the detail of its problem document. */
final class Problem extends RuntimeException {

    private final int status;
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Problem(int status, String detail) {
        super(detail, null, false, false); // a value: no stack trace
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

    ProblemDocument document() {
        return ProblemDocument.of(status, String.valueOf(getMessage()));
    }
}

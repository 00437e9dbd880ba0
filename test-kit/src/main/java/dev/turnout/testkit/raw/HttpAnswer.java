package dev.turnout.testkit.raw;

import java.util.Locale;
import java.util.Map;

/**
 * An HTTP response as it was on the wire. Header names are in lower case; repeated headers are joined by commas. A body of
 * type {@code application/octet-stream} is in hexadecimal.
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    /** Empty when the header is absent. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Status and body. */
    @Override
    public String toString() {
        return body.isEmpty() ? String.valueOf(status) : status + " " + body;
    }
}

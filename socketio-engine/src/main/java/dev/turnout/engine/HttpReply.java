package dev.turnout.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answer to a plain HTTP request.
 *
 * @param bytes the body; not copied, so that many answers can share it: it must not change afterwards
 */
@SuppressWarnings("ArrayRecordComponent") // replies are written, never compared
public record HttpReply(int status, Map<String, String> headers, byte[] bytes) {

    public HttpReply {
        headers = Map.copyOf(headers);
    }

    public HttpReply(int status, Map<String, String> headers, String text) {
        this(status, headers, text.getBytes(StandardCharsets.UTF_8));
    }

    public static HttpReply json(int status, String json) {
        return of(status, "application/json", json);
    }

    public static HttpReply of(int status, String contentType, String text) {
        return new HttpReply(status, Map.of("Content-Type", contentType), text);
    }

    /** An error as {@code application/problem+json} (RFC 9457). */
    public static HttpReply problem(int status, String detail) {
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("status", status)
                .put("detail", detail)
                .put("success", false)
                .put("message", detail)
                .toString();
        return of(status, "application/problem+json", body);
    }

    /** The body as text. */
    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    public HttpReply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpReply(status, more, bytes);
    }
}

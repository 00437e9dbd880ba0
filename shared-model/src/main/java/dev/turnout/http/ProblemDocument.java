package dev.turnout.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.Json;
import java.util.Map;

/**
 * An error answer (RFC 9457), with {@code success} and {@code message} for clients of the older backend.
 *
 * @param title the reason phrase of the status
 * @param detail what is wrong with this request, and how to correct it
 */
public record ProblemDocument(String type, String title, int status, String detail, boolean success, String message) {

    public static final String CONTENT_TYPE = "application/problem+json";

    private static final Map<Integer, String> REASONS = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(411, "Length Required"),
            Map.entry(413, "Content Too Large"),
            Map.entry(414, "URI Too Long"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(417, "Expectation Failed"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(426, "Upgrade Required"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(431, "Request Header Fields Too Large"),
            Map.entry(500, "Internal Server Error"),
            Map.entry(501, "Not Implemented"),
            Map.entry(502, "Bad Gateway"),
            Map.entry(503, "Service Unavailable"),
            Map.entry(504, "Gateway Timeout"),
            Map.entry(505, "HTTP Version Not Supported"));

    public static ProblemDocument of(int status, String detail) {
        String title = REASONS.getOrDefault(status, "Error");
        return new ProblemDocument("about:blank", title, status, detail, false, detail);
    }

    public String json() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings and numbers are always JSON", e);
        }
    }
}

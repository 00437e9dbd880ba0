package dev.turnout.backend.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.http.InvalidBody;
import dev.turnout.http.JsonBody;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.eclipse.jetty.http.HttpStatus;

/** Reads request bodies of at most 64 KiB; what is not the expected JSON is an {@link InvalidBody}. */
final class Bodies {

    static final int MAX_BYTES = 64 * 1024;

    private Bodies() {}

    static <T> T json(Context ctx, Class<T> type) {
        return JsonBody.as(type, bytes(ctx));
    }

    /** Any JSON value, with its text as it was sent. */
    record Raw(String text, JsonNode node) {}

    static Raw raw(Context ctx) {
        byte[] bytes = bytes(ctx);
        return new Raw(JsonBody.text(bytes), JsonBody.tree(bytes));
    }

    private static byte[] bytes(Context ctx) {
        if (ctx.req().getContentLengthLong() > MAX_BYTES) {
            throw tooLarge();
        }
        byte[] bytes;
        try {
            bytes = ctx.req().getInputStream().readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (bytes.length > MAX_BYTES) {
            throw tooLarge();
        }
        return bytes;
    }

    private static Problem tooLarge() {
        return Problem.of(HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is larger than " + MAX_BYTES + " bytes");
    }
}

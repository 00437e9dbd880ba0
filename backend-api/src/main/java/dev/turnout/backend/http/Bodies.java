package dev.turnout.backend.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.Json;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpStatus;

/** Reads request bodies: at most 64 KiB, strict UTF-8, JSON of the expected form. */
final class Bodies {

    static final int MAX_BYTES = 64 * 1024;

    private Bodies() {}

    static <T> T json(Context ctx, Class<T> form) throws IOException {
        T body = Json.MAPPER.readValue(text(ctx), form);
        if (body == null) {
            throw Problem.badRequest("the body is null");
        }
        return body;
    }

    /** A body of any form, as it was sent. */
    record Raw(String text, JsonNode node) {}

    static Raw raw(Context ctx) throws IOException {
        String text = text(ctx);
        JsonNode node = Json.MAPPER.readTree(text);
        if (node == null || node.isMissingNode()) {
            throw Problem.badRequest("the body is empty");
        }
        return new Raw(text, node);
    }

    private static String text(Context ctx) throws IOException {
        byte[] bytes = bytes(ctx);
        if (bytes.length == 0) {
            throw Problem.badRequest("the body is empty");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.badRequest("the body is not valid UTF-8");
        }
    }

    private static byte[] bytes(Context ctx) throws IOException {
        byte[] bytes = ctx.req().getContentLengthLong() > MAX_BYTES
                ? new byte[MAX_BYTES + 1]
                : ctx.req().getInputStream().readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw Problem.of(HttpStatus.PAYLOAD_TOO_LARGE_413, "the body is larger than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }

    /** Reading where no checked exception fits. */
    interface Reading<T> {
        T read() throws IOException;
    }

    static <T> T unchecked(Reading<T> reading) {
        try {
            return reading.read();
        } catch (JsonProcessingException e) {
            throw Problem.badRequest(JsonFault.words(e));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

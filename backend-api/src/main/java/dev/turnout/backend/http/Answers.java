package dev.turnout.backend.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.Json;
import io.javalin.http.ContentType;
import io.javalin.http.Context;

/** Answers that may be large. */
final class Answers {

    private Answers() {}

    /** As {@code ctx.json} answers, encoded to bytes at once instead of to a text that is then encoded. */
    static void largeJson(Context ctx, Object value) {
        try {
            byte[] bytes = Json.MAPPER.writeValueAsBytes(value);
            ctx.contentType(ContentType.APPLICATION_JSON).result(bytes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written as JSON", e);
        }
    }
}

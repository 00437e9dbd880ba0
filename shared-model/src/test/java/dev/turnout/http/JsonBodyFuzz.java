package dev.turnout.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.Json;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A JSON body: what is not one is refused with a reason, what is one is the same when written and read again. */
public final class JsonBodyFuzz {

    private JsonBodyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        JsonNode node;
        try {
            node = JsonBody.tree(input);
        } catch (InvalidBody e) {
            assertThat(e).hasMessageMatching("the .*");
            return;
        }
        byte[] written = Json.text(node).getBytes(StandardCharsets.UTF_8);
        assertThat(JsonBody.tree(written)).isEqualTo(node);
    }

    public static Stream<byte[]> seeds() {
        return Stream.of(
                        "{\"event\":\"playerBiddingUpdate\",\"data\":{\"name\":\"Zo\u00eb\",\"price\":1.10}}",
                        "[1e400,-0.0,123456789012345678901234567890,true,null]",
                        "{\"\\ud800\":\"\\udc00\",\"\\\\ud800\":\"\\ud83d\\ude00\"}",
                        "{\"a\":1,\"a\":2}",
                        "[[[[[[[[]]]]]]]]",
                        "\"\\u0000\"",
                        "nul",
                        "")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }
}

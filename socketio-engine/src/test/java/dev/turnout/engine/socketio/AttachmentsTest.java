package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.turnout.engine.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two attachments, AQI= and Aw==, put where their placeholders stand. */
class AttachmentsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String TABLE = """
            both                      | ["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}] | ["a","AQI=","Aw=="]
            in the other order        | ["a",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}] | ["a","Aw==","AQI="]
            deep                      | ["a",{"b":[{"_placeholder":true,"num":0}]}]  | ["a",{"b":["AQI="]}]
            a number with a fraction of 0 | ["a",{"_placeholder":true,"num":0.0},{"_placeholder":true,"num":1e0}] | ["a","AQI=","Aw=="]
            one that nobody wants     | ["a",{"_placeholder":true,"num":1}]          | ["a","Aw=="]
            none at all               | ["a",{"num":0}]                              | ["a",{"num":0}]
            not true, not a placeholder | ["a",{"_placeholder":false,"num":0}]       | ["a",{"_placeholder":false,"num":0}]
            a word for true           | ["a",{"_placeholder":"true","num":0}]        | ["a",{"_placeholder":"true","num":0}]
            something beside it       | ["a",{"_placeholder":true,"num":0,"x":1}]    | ["a","AQI="]

            beyond the last           | ["a",{"_placeholder":true,"num":2}]          | refused
            before the first          | ["a",{"_placeholder":true,"num":-1}]         | refused
            a fraction                | ["a",{"_placeholder":true,"num":0.5}]        | refused
            a string                  | ["a",{"_placeholder":true,"num":"0"}]        | refused
            no number                 | ["a",{"_placeholder":true}]                  | refused
            beyond all numbers        | ["a",{"_placeholder":true,"num":4294967296}] | refused
            the same one twice        | ["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}] | refused
            """;

    static Stream<Arguments> table() {
        return Golden.rows(TABLE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void placeholders(String name, String data, String expected) throws JsonProcessingException {
        JsonNode tree = JSON.readTree(data);
        List<byte[]> attachments = List.of(new byte[] {1, 2}, new byte[] {3});
        if (expected.equals("refused")) {
            assertThatThrownBy(() -> Attachments.insert(tree, attachments))
                    .isInstanceOfSatisfying(
                            PacketException.class, e -> assertThat(e.reason()).isEqualTo(CloseReason.PARSE_ERROR));
        } else {
            assertThat(inserted(tree, attachments)).isEqualTo(expected);
        }
    }

    private static String inserted(JsonNode tree, List<byte[]> attachments) {
        try {
            return Attachments.insert(tree, attachments).toString();
        } catch (PacketException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anExtractedPlaceholderIsReplacedAgain() throws PacketException, JsonProcessingException {
        JsonNode original = JSON.readTree("[\"a\",{\"b\":[1,{\"_placeholder\":true,\"num\":0}]}]");
        JsonNode withBinary = Attachments.insert(original.deepCopy(), List.of(new byte[] {7}));
        assertThat(Attachments.isJson(withBinary)).isFalse();

        List<byte[]> attachments = new ArrayList<>();
        assertThat(Attachments.extract(withBinary, attachments)).isEqualTo(original);
        assertThat(attachments).containsExactly(new byte[] {7});
        assertThat(Attachments.isJson(original)).isTrue();
    }
}

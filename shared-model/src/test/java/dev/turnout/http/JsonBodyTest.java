package dev.turnout.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodyTest {

    record Login(String password) {
        Login {
            Objects.requireNonNull(password, "password is missing");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|the body is empty",
                "null|the body is null; it must be a JSON object",
                "{}|password is missing",
                "{\"password\":12345}|password is missing or has the wrong type",
                "[\"secret\"]|the body is not a JSON object of the expected form",
                "{\"password\":\"secret\"|the body is not valid JSON",
                "{\"password\":\"secret\"} x|the body is not valid JSON",
            })
    void aMistakeIsNamedWithoutTheValue(String body, String reason) {
        assertThatThrownBy(() -> JsonBody.as(Login.class, bytes(body)))
                .isInstanceOf(InvalidBody.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("12345");
    }

    @Test
    void deepNestingAndOtherEncodingsAreRefused() {
        assertThatThrownBy(() -> JsonBody.tree(bytes("[".repeat(100) + "]".repeat(100))))
                .hasMessageContaining("nested deeper than 32");
        assertThatThrownBy(() -> JsonBody.tree(new byte[] {'"', (byte) 0xFC, '"'}))
                .hasMessage("the body is not UTF-8");
    }

    @Test
    void aNumberWithAnEndlessExponentIsRefused() {
        assertThatThrownBy(() -> JsonBody.tree(bytes("[1e4004567890123456]")))
                .isInstanceOf(InvalidBody.class)
                .hasMessage("the JSON has a number out of range");
    }

    @Test
    void numbersKeepTheirDigits() {
        assertThat(JsonBody.tree(bytes("[1.10,123456789012345678901234567890]")))
                .hasToString("[1.10,123456789012345678901234567890]");
    }

    @Test
    void aProblemDocumentHasTheMembersOfTheRfcAndOfTheOlderBackend() {
        assertThat(ProblemDocument.of(404, "there is no such auction").json())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                        + "\"detail\":\"there is no such auction\",\"success\":false,"
                        + "\"message\":\"there is no such auction\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"\\ud800\":\"\\udc00\"}",
                "{\"x\\udbff\":{\"\\udfffx\":1.10}}",
                "[\"\\\\ud800\",\"\\\\\\ud800\"]",
            })
    void halfASurrogatePairIsKeptInKeysAndValues(String json) throws IOException {
        assertThat(Json.text(JsonBody.tree(bytes(json)))).isEqualTo(json);
        assertThat(Json.text(Objects.requireNonNull(Json.read(json, JsonNode.class))))
                .isEqualTo(json.replace("1.10", "1.1"));
        assertThat(Json.text(Json.tree(json))).isEqualTo(json.replace("1.10", "1.1"));
    }

    @Test
    void aPairOfEscapesIsOneCharacter() {
        JsonNode pair = JsonBody.tree(bytes("{\"\\ud83d\\ude00\":\"\\uD83D\\uDE00\"}"));
        assertThat(pair).isEqualTo(JsonNodeFactory.instance.objectNode().put("😀", "😀"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\ud800", "\"\\ud80\"", "\"\\ud8", "\"\\Ud800\"", "\"\\ud8_0\"", "{\"\\ud800\":1,\"\\uD800\":2}"
            })
    void anEscapeThatIsNoneStaysAMistake(String json) {
        assertThatThrownBy(() -> JsonBody.tree(bytes(json))).isInstanceOf(InvalidBody.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

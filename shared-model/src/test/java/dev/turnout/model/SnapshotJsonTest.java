package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotJsonTest {

    private static final String FIXED =
            "{\"timestamp\":\"2025-10-21T14:15:00Z\",\"viewerCount\":475,\"avgViewers\":445,\"peakViewers\":475,"
                    + "\"minViewers\":420,\"sampleCount\":12}";

    @Test
    void theSixFixedFieldsAreEnoughAndComeBackToTheByte() throws JsonProcessingException {
        Snapshot snapshot = Json.MAPPER.readValue(FIXED, Snapshot.class);

        assertThat(snapshot.source()).isNull();
        assertThat(Json.MAPPER.writeValueAsString(snapshot)).isEqualTo(FIXED);
    }

    @Test
    void allFieldsComeBackToTheByteInTheOrderOfTheirDeclaration() throws JsonProcessingException {
        String all = FIXED.replace(
                "}",
                ",\"source\":\"run-1\",\"exactPeak\":480,\"exactPeakAt\":\"2025-10-21T14:15:07.250Z\",\"exactMin\":419,"
                        + "\"viewerSeconds\":26700.5,\"joins\":60,\"leaves\":20,\"uniqueViewers\":510,"
                        + "\"uniqueSketch\":\"c2s=\",\"sessionSeconds\":{\"30\":2,\"+Inf\":1},\"sections\":{\"lot\":470},"
                        + "\"observedSeconds\":59.5,\"countries\":{\"DE\":400},\"fence\":7,\"slots\":4095}");

        Snapshot snapshot = Json.MAPPER.readValue(all, Snapshot.class);

        assertThat(Json.MAPPER.writeValueAsString(snapshot)).isEqualTo(all);
        assertThat(snapshot.toBuilder().build()).isEqualTo(snapshot);
    }

    @Test
    void fieldsThatAreNotKnownAreIgnored() throws JsonProcessingException {
        assertThat(Json.MAPPER
                        .readValue(FIXED.replace("}", ",\"later\":{\"a\":[1]}}"), Snapshot.class)
                        .sampleCount())
                .isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"475\"",
                "475.0",
                "4.7e2",
                "true",
                "null",
                "[475]",
                "{}",
                "99999999999",
                "\"\"",
            })
    void aNumberOfAnotherTypeIsRefused(String value) {
        assertRefused(FIXED.replace("\"viewerCount\":475", "\"viewerCount\":" + value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"yesterday\"", "1761056100", "null", "\"2025-10-21T14:15:00\"", "true"})
    void aTimeOfAnotherFormIsRefused(String value) {
        assertRefused(FIXED.replace("\"2025-10-21T14:15:00Z\"", value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1.5", "true", "[\"a\"]", "{}"})
    void aTextOfAnotherTypeIsRefused(String value) {
        assertRefused(FIXED.replace("}", ",\"source\":" + value + "}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "viewerCount", "avgViewers", "peakViewers", "minViewers", "sampleCount"})
    void aMissingFieldIsRefused(String field) {
        assertRefused(FIXED.replace(field, "other"));
    }

    @Test
    void textAfterTheObjectAndAFieldGivenTwiceAreRefused() {
        assertRefused(FIXED + "{}");
        assertRefused(FIXED.replace("}", ",\"viewerCount\":1}"));
    }

    private static void assertRefused(String json) {
        assertThatThrownBy(() -> Json.MAPPER.readValue(json, Snapshot.class))
                .isInstanceOf(JsonProcessingException.class);
    }
}

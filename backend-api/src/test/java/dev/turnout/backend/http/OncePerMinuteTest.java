package dev.turnout.backend.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {

    private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

    private final OncePerMinute told = new OncePerMinute();

    @Test
    void theFirstTimeIsToldAtOnceAndTheRestTogetherAMinuteLater() {
        assertThat(told.happened(NOON)).hasValue(1);
        for (int second = 1; second < 60; second++) {
            assertThat(told.happened(NOON.plusSeconds(second))).isEmpty();
        }
        assertThat(told.happened(NOON.plusSeconds(60))).hasValue(60);
        assertThat(told.happened(NOON.plusSeconds(119))).isEmpty();
    }

    @Test
    void whatIsLeftIsToldWhenItIsDueAndNothingWhenNothingIs() {
        told.happened(NOON);
        told.happened(NOON.plusSeconds(1));

        assertThat(told.due(NOON.plusSeconds(59))).isEmpty();
        assertThat(told.due(NOON.plusSeconds(60))).hasValue(1);
        assertThat(told.due(NOON.plusSeconds(600))).isEqualTo(OptionalLong.empty());
    }
}

package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntervalsTest {

    @Test
    void samplesAndMinutesFallOnTheClock() {
        Intervals intervals = new Intervals(Duration.ofSeconds(5), Duration.ofSeconds(60));

        assertThat(intervals.startOfMinute(60_000)).isEqualTo(60_000);
        assertThat(intervals.startOfMinute(119_999)).isEqualTo(60_000);
        assertThat(intervals.firstSampleFrom(60_000)).isEqualTo(60_000);
        assertThat(intervals.firstSampleFrom(60_001)).isEqualTo(65_000);
    }

    @Test
    void aSnapshotMustBeMadeOfWholeSamples() {
        assertThatThrownBy(() -> new Intervals(Duration.ofSeconds(7), Duration.ofSeconds(60)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("multiple of SAMPLE_INTERVAL");
    }
}

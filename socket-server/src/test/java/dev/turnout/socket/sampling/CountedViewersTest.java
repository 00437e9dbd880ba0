package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.audience.CountBy;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Minutes of a server that counts viewers: a session that ends does not change the count while the viewer has another. */
class CountedViewersTest extends MinuteWindowFixture {

    CountedViewersTest() {
        super(CountBy.VIEWERS);
    }

    @Test
    void theLengthOfASessionThatDoesNotChangeTheCountIsReportedInItsMinute() {
        join("14:15:00.000", "maria");
        join("14:15:10.000", "maria");
        ticks("14:15:10", "14:15:15");
        leave("14:15:18.000");
        ticks("14:15:20", "14:17:00");

        assertThat(reported.get(0).sessionSeconds()).isEqualTo(Map.of("10", 1));
        assertThat(reported.get(0).leaves()).isZero();
        assertThat(reported.get(1).sessionSeconds()).isEmpty();
    }

    @Test
    void stoppingReportsTheLengthOfASessionThatDoesNotChangeTheCount() {
        join("14:15:00.000", "maria");
        join("14:15:01.000", "maria");
        ticks("14:15:05", "14:15:15");
        leave("14:15:18.000");
        window().stop(at("14:15:19.000"));

        assertThat(reported.get(0).sessionSeconds()).isEqualTo(Map.of("30", 1));
        assertThat(reported.get(0).viewerCount()).isEqualTo(1);
    }
}

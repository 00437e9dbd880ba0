package dev.turnout.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OncePerMinuteTest {

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final OncePerMinute limiter = new OncePerMinute(thread);
    private final List<String> lines = new ArrayList<>();

    @Test
    void theFirstOccurrenceIsLoggedAtOnceAndTheOthersTogetherAMinuteLater() {
        for (int second = 0; second < 60; second++) {
            occurs("a");
            thread.advance(Duration.ofSeconds(1));
        }
        assertThat(lines).containsExactly("a 1", "a 59");
    }

    @Test
    void severalOccurrencesMayBeReportedTogether() {
        limiter.log("a", 3, number -> lines.add("a " + number));
        limiter.log("a", 4, number -> lines.add("a " + number));
        occurs("a");
        thread.advance(Duration.ofMinutes(1));

        assertThat(lines).containsExactly("a 3", "a 5");
    }

    @Test
    void afterAMinuteWithoutOccurrencesTheNextOneIsLoggedAtOnce() {
        occurs("a");
        occurs("a");
        thread.advance(Duration.ofMinutes(3));
        occurs("a");

        assertThat(lines).containsExactly("a 1", "a 1", "a 1");
    }

    @Test
    void kindsHaveLinesOfTheirOwn() {
        occurs("a");
        occurs("b");
        occurs("b");
        thread.advance(Duration.ofMinutes(1));

        assertThat(lines).containsExactly("a 1", "b 1", "b 1");
    }

    @Test
    void anyNumberOfKindsTakesBoundedMemoryAndLosesNoOccurrence() {
        for (int kind = 0; kind < 10_000; kind++) {
            occurs("kind" + kind);
        }
        assertThat(lines.size()).isLessThan(300);
        thread.advance(Duration.ofMinutes(1));

        assertThat(lines.size()).isLessThan(300);
        assertThat(lines.stream()
                        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                        .sum())
                .isEqualTo(10_000);
    }

    private void occurs(String kind) {
        limiter.log(kind, times -> lines.add(kind + " " + times));
    }
}

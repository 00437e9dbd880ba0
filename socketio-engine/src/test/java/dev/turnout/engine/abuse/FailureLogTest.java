package dev.turnout.engine.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.loop.FailureLog;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FailureLogTest {

    private Duration now = Duration.ofDays(1);
    private final LogWatch log = new LogWatch();
    private final FailureLog failures = new FailureLog(() -> now.toNanos());

    @AfterEach
    void close() {
        log.close();
    }

    private void fails(String what, Throwable failure) {
        failures.error(LoggerFactory.getLogger(FailureLogTest.class), what, "path=/x", failure);
    }

    @Test
    void eachKindIsLoggedOnceAMinuteWithTheNumberOfThoseLeftOut() {
        for (int i = 0; i < 1000; i++) {
            fails("a request failed", new IllegalStateException("on purpose"));
        }
        fails("a request failed", new StackOverflowError());
        fails("a handler failed", new IllegalStateException("on purpose"));
        assertThat(log.lines())
                .containsExactly("a request failed: path=/x", "a request failed: path=/x", "a handler failed: path=/x");

        now = now.plusMinutes(1);
        fails("a request failed", new IllegalStateException("on purpose"));
        fails("a request failed", new IllegalStateException("on purpose"));
        assertThat(log.lines()).last().isEqualTo("a request failed: path=/x (and 999 more since the last line)");
        assertThat(log.lines()).hasSize(4);
    }
}

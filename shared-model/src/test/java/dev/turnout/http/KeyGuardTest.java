package dev.turnout.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.turnout.logging.OncePerMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.thread.ManualOwnerThread;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class KeyGuardTest {

    private final ManualOwnerThread thread = new ManualOwnerThread();
    private final KeyGuard guard = new KeyGuard(InternalKeys.parse("0123-4567-89ab-cdef"), new OncePerMinute(thread));
    private final Logger log = (Logger) LoggerFactory.getLogger(KeyGuard.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log.addAppender(lines);
        log.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(lines);
        log.setAdditive(true);
    }

    @Test
    void aFloodOfWrongKeysIsOneLineAMinuteWithTheirNumber() {
        for (int second = 0; second < 150; second++) {
            for (int i = 0; i < 10; i++) {
                assertThat(guard.admits(Optional.of("wrong-key"))).isFalse();
            }
            thread.advance(Duration.ofSeconds(1));
        }
        thread.advance(Duration.ofMinutes(5));

        assertThat(numbers()).containsExactly(1L, 599L, 600L, 300L);
        assertThat(guard.refused()).isEqualTo(1_500);
        assertThat(lines.list).noneMatch(line -> line.toString().contains("wrong-key"));
    }

    @Test
    void afterAMinuteWithoutRefusalsTheNextOneIsLoggedAtOnce() {
        assertThat(guard.admits(Optional.of("wrong-key"))).isFalse();
        thread.advance(Duration.ofMinutes(10));
        assertThat(guard.admits(Optional.of("wrong-key"))).isFalse();

        assertThat(numbers()).containsExactly(1L, 1L);
    }

    @Test
    void theRightKeyIsNotLogged() {
        assertThat(guard.admits(Optional.of("0123-4567-89ab-cdef"))).isTrue();
        assertThat(numbers()).isEmpty();
    }

    private List<Object> numbers() {
        return lines.list.stream()
                .map(line -> line.getKeyValuePairs().get(0).value)
                .toList();
    }
}

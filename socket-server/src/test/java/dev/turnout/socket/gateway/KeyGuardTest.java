package dev.turnout.socket.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.turnout.model.InternalKeys;
import dev.turnout.socket.thread.HandThread;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class KeyGuardTest {

    private final HandThread thread = new HandThread();
    private final KeyGuard guard = new KeyGuard(InternalKeys.parse("0123-4567-89ab-cdef"), thread);
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
                assertThat(guard.admits(request("wrong"))).isFalse();
            }
            thread.advance(Duration.ofSeconds(1));
        }
        thread.advance(Duration.ofMinutes(5));

        assertThat(numbers()).containsExactly(1L, 599L, 600L, 300L);
        assertThat(guard.refused()).isEqualTo(1_500);
        assertThat(lines.list).noneMatch(line -> line.toString().contains("wrong-key"));
    }

    @Test
    void afterAQuietTimeTheNextOneIsToldAtOnceAgain() {
        guard.admits(request("wrong"));
        thread.advance(Duration.ofMinutes(10));
        guard.admits(request("wrong"));

        assertThat(numbers()).containsExactly(1L, 1L);
    }

    @Test
    void theRightKeyIsSilent() {
        assertThat(guard.admits(request("0123-4567-89ab-cdef"))).isTrue();
        assertThat(numbers()).isEmpty();
    }

    private List<Object> numbers() {
        return lines.list.stream()
                .map(line -> line.getKeyValuePairs().get(0).value)
                .toList();
    }

    private static FakeExchange request(String key) {
        return FakeExchange.of("GET", "/api/v1/auctions", "", Map.of("X-Internal-Request", key));
    }
}

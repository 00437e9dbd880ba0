package dev.turnout.backend.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.turnout.backend.HandClock;
import dev.turnout.backend.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseHealthTest {

    private final HandClock clock = new HandClock("2026-05-04T12:00:30Z");
    private Runnable database = () -> {};
    private int checks;
    private final DatabaseHealth health = new DatabaseHealth(this::check, clock);

    private void check() {
        checks++;
        database.run();
    }

    private void failsAfter(Duration time) {
        database = () -> {
            clock.advance(time);
            throw new StorageException("the database is away");
        };
    }

    @Test
    void aCheckThatTakesLongerThanTheIntervalIsNotRepeatedAtOnce() {
        failsAfter(Duration.ofSeconds(5));

        assertThat(health.failure()).hasValue("the database is away");
        assertThat(health.failure()).hasValue("the database is away");
        assertThat(checks).isOne();
    }

    @Test
    void aResultIsRenewedAfterTheInterval() {
        failsAfter(Duration.ofSeconds(5));
        assertThat(health.failure()).isPresent();
        database = () -> {};

        clock.advance(Duration.ofSeconds(2));
        assertThat(health.failure()).isEmpty();
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepAnOldResult() {
        assertThat(health.failure()).isEmpty();
        clock.advance(Duration.ofHours(-1));
        assertThat(health.failure()).isEmpty();
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void requestsDuringACheckAreAnsweredWithTheResultBefore() {
        failsAfter(Duration.ZERO);
        assertThat(health.failure()).isPresent();
        clock.advance(Duration.ofSeconds(3));
        List<Optional<String>> meanwhile = new ArrayList<>();
        database = () -> meanwhile.add(health.failure());

        assertThat(health.failure()).isEmpty();
        assertThat(meanwhile).containsExactly(Optional.of("the database is away"));
        assertThat(checks).isEqualTo(2);
    }

    @Test
    void aCheckThatDoesNotEndIsAFailure() {
        List<Optional<String>> meanwhile = new ArrayList<>();
        database = () -> {
            meanwhile.add(health.failure());
            clock.advance(Duration.ofSeconds(6));
            meanwhile.add(health.failure());
        };

        assertThat(health.failure()).isEmpty();
        assertThat(meanwhile.get(0)).isEmpty();
        assertThat(meanwhile.get(1))
                .hasValueSatisfying(cause -> assertThat(cause).isEqualTo("the database has not answered for 6 s"));
        assertThat(checks).isOne();
    }

    @Test
    void anErrorInACheckDoesNotEndTheChecks() {
        database = () -> {
            throw new IllegalStateException("a bug");
        };
        assertThat(catchThrowable(health::failure)).hasMessage("a bug");
        clock.advance(Duration.ofSeconds(3));
        database = () -> {};
        assertThat(health.failure()).isEmpty();
        assertThat(checks).isEqualTo(2);
    }
}

package dev.turnout.engine.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one-minute form of {@code scripts/soak}. */
class SoakTest {

    private static final int SESSIONS = 60;
    private static final long SEED = 20251021;
    private static final int ROUNDS = 3;
    private static final Duration CHURN = Duration.ofSeconds(6);

    @Test
    @Timeout(600)
    void nothingIsLostDoubledOrOutOfOrderAndEverythingAddsUp() throws Exception {
        try (SoakRun run = new SoakRun(SESSIONS, SEED)) {
            run.begin();
            for (int round = 0; round < ROUNDS; round++) {
                run.round(CHURN);
            }
            run.end();

            assertThat(run.violations().first()).isEmpty();
            for (ActionCounts.Action what : ActionCounts.Action.values()) {
                assertThat(run.counts().of(what)).as("what was tried: %s", what).isPositive();
            }
        }
    }
}

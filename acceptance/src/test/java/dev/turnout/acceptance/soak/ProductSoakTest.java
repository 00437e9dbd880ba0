package dev.turnout.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A short run of what {@code scripts/soak --product} does for an hour. */
class ProductSoakTest {

    private static final SoakRun.Plan PLAN =
            new SoakRun.Plan(15, 1, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(4));

    @Test
    void nothingIsLostOrCountedTwiceAcrossDropsAndKills() throws Exception {
        try (SoakRun run = new SoakRun(PLAN)) {
            run.begin();
            run.round();
            run.round();
            run.end();
            run.report(System.out::println);
            assertThat(run.violations().first()).isEmpty();
            assertThat(run.received()).isPositive();
            assertThat(run.minutes()).isPositive();
        }
    }
}

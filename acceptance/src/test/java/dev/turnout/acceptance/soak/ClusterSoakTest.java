package dev.turnout.acceptance.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.turnout.acceptance.kit.Programs;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A short run of what {@code scripts/soak --cluster} does with many nodes and clients. */
@Order(1)
class ClusterSoakTest {

    @Test
    void countsEventsAndMinutesAreRightAfterEveryFault() throws Exception {
        assumeThat(Programs.has("haproxy"))
                .as("haproxy is installed (Debian: apt-get install haproxy)")
                .isTrue();
        ClusterPlan plan = ClusterPlan.small();
        try (ClusterSoakRun run = new ClusterSoakRun(plan, Console::say)) {
            run.begin();
            run.round(List.of(ClusterFault.values()));
            run.end();
            assertThat(run.violations().first()).isEmpty();
            assertThat(run.received()).isPositive();
            assertThat(run.recovered()).isPositive();
            assertThat(run.minutes()).isPositive();
        }
    }
}

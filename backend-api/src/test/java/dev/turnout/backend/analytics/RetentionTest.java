package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final AuctionId RED = new AuctionId("red");

    @Test
    void aSnapshotDisappearsWhenItIsOlderThanTheDaysToKeepAndNotBefore(@TempDir Path folder) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (SqliteStorage storage = new SqliteStorage(folder)) {
            storage.start();
            storage.addAuction(Auction.scheduled(RED, "Red", true, NOON), "ann");
            Retention retention = new Retention(storage, Duration.ofDays(90), meters);
            for (int minute = 0; minute < 3; minute++) {
                storage.keep(RED, Minutes.steady(minute, minute));
                storage.mark(RED, new Marker(NOON.plusSeconds(60L * minute), Marker.Kind.SOLD, 1, null));
            }

            retention.sweep(NOON.plus(Duration.ofDays(90)));
            assertThat(kept(storage)).containsExactly(0, 1, 2);

            retention.sweep(NOON.plus(Duration.ofDays(90)).plusSeconds(61));
            assertThat(kept(storage)).containsExactly(2);
            assertThat(storage.markers(RED, Period.ALWAYS, 10)).hasSize(1);
            assertThat(meters.get("turnout.expired")
                            .tag("what", "snapshot")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    private static List<Integer> kept(SqliteStorage storage) {
        List<Integer> counts = new ArrayList<>();
        storage.snapshots(RED, Period.ALWAYS, (Snapshot snapshot) -> counts.add(snapshot.viewerCount()));
        return counts;
    }
}

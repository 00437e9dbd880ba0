package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.RollUp;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.sqlite.SqliteStorage;
import dev.turnout.model.AuctionId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {

    private static final AuctionId RED = new AuctionId("red");
    private static final Duration KEEP = Duration.ofDays(90);

    @TempDir
    Path folder = Path.of("");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private SqliteStorage storage;
    private Retention retention;

    @BeforeEach
    void storeThreeHours() {
        storage = new SqliteStorage(folder);
        storage.start();
        storage.addAuction(Auction.scheduled(RED, "Red", true, NOON), "ann");
        retention = new Retention(storage, KEEP, meters);
        for (int minute = 0; minute < 180; minute += 60) {
            Instant at = NOON.plusSeconds(60L * minute);
            storage.store(RED, Minutes.steady(minute, minute));
            storage.mark(RED, new Marker(at, Marker.Kind.SOLD, 1, null));
            storage.addNote(RED, new Note("n" + minute, at, "a note", NOON, "ann"), 100);
        }
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void whatIsOlderThanTheRetentionTimeIsDeletedWithRollUpsMarkersAndNotes() {
        storage.store(RED, Minutes.steady((int) KEEP.toMinutes(), 7));

        retention.sweep(NOON.plus(KEEP));
        assertThat(kept()).containsExactly(0, 60, 120, 7);

        retention.sweep(NOON.plus(KEEP).plus(Duration.ofHours(2)));
        assertThat(kept()).containsExactly(120, 7);
        assertThat(storage.markers(RED, Period.ALWAYS, 10)).hasSize(1);
        assertThat(storage.notes(RED)).hasSize(1);
        assertThat(storage.rollUps(RED, RollUp.Width.HOUR, Period.ALWAYS, Detail.ALL))
                .hasSize(2);
        assertThat(meters.get("turnout.expired")
                        .tag("what", "snapshot")
                        .counter()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aClockThatIsFarAheadOfTheNewestDataDeletesNothing() {
        retention.sweep(NOON.plus(Duration.ofDays(100)));

        assertThat(kept()).containsExactly(0, 60, 120);
        assertThat(storage.markers(RED, Period.ALWAYS, 10)).hasSize(3);
    }

    @Test
    void anIdleServerGoesOnDeletingWhileItsClockAdvancesInSmallSteps() {
        for (int day = 0; day <= 91; day++) {
            retention.sweep(NOON.plus(Duration.ofDays(day)));
        }

        assertThat(kept()).isEmpty();
    }

    private List<Integer> kept() {
        List<Integer> counts = new ArrayList<>();
        storage.snapshots(
                RED,
                Period.ALWAYS,
                Detail.COUNTS,
                stored -> counts.add(stored.snapshot().viewerCount()));
        return counts;
    }
}

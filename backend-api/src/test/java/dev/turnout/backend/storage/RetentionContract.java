package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.Snapshot;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The deletion of what has expired. */
interface RetentionContract extends StorageUnderTest {

    @Test
    default void oldSnapshotsAndMarkersGoInPortions() {
        for (int minute = 0; minute < 5; minute++) {
            storage().store(RED, snapshot(minute, minute, "run"));
            storage().mark(RED, new Marker(minute(minute), Marker.Kind.SOLD, minute, null));
        }

        assertThat(storage().deleteSnapshotsBefore(minute(3), 2)).isEqualTo(2);
        assertThat(storage().deleteSnapshotsBefore(minute(3), 2)).isEqualTo(1);
        assertThat(storage().deleteSnapshotsBefore(minute(3), 2)).isZero();
        assertThat(storage().deleteMarkersBefore(minute(4), 100)).isEqualTo(4);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(3, 4);
        assertThat(storage().markers(RED, Period.ALWAYS, 10))
                .extracting(Marker::audience)
                .containsExactly(4);
    }

    @Test
    default void theNewestDataIsAtMostADayOlderThanStated() {
        assertThat(storage().newestData()).isEmpty();
        storage().store(RED, snapshot(0, 5, "run"));

        assertThat(storage().newestData().orElseThrow()).isBetween(NOON.minus(Duration.ofDays(1)), NOON);
        storage().mark(RED, new Marker(minute(5), Marker.Kind.SOLD, 1, null));
        assertThat(storage().newestData()).contains(minute(5));
    }
}

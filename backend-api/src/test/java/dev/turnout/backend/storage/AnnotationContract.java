package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import org.junit.jupiter.api.Test;

/** Markers and notes. */
interface AnnotationContract extends StorageUnderTest {

    @Test
    default void markersOfAPeriodComeOldestFirstAndTheNewestWhenThereAreTooMany() {
        for (int second = 0; second < 5; second++) {
            storage()
                    .mark(
                            RED,
                            new Marker(NOON.plusSeconds(second), Marker.Kind.BIDDING, null, "{\"n\":" + second + "}"));
        }

        assertThat(storage().markers(RED, Period.ALWAYS, 2))
                .extracting(Marker::data)
                .containsExactly("{\"n\":3}", "{\"n\":4}");
        assertThat(storage().markers(RED, new Period(NOON.plusSeconds(1), NOON.plusSeconds(2)), 10))
                .containsExactly(new Marker(NOON.plusSeconds(1), Marker.Kind.BIDDING, null, "{\"n\":1}"));
        assertThat(storage().mark(new AuctionId("green"), new Marker(NOON, Marker.Kind.SOLD, 1, null)))
                .isFalse();
    }

    @Test
    default void notesAreListedByTimeDeletedAndExpire() {
        Note first = new Note("n2", minute(0), "Doors open", NOON, "ann");
        Note second = new Note("n1", minute(1), "Break", NOON, "bob");
        assertThat(storage().addNote(RED, second, 2)).isTrue();
        assertThat(storage().addNote(RED, first, 2)).isTrue();
        assertThat(storage().addNote(RED, new Note("n3", NOON, "One too many", NOON, "bob"), 2))
                .isFalse();

        assertThat(storage().notes(RED)).containsExactly(first, second);
        assertThat(storage().deleteNote(BLUE, first.id())).isFalse();
        assertThat(storage().deleteNote(RED, first.id())).isTrue();
        assertThat(storage().deleteNotesBefore(minute(2), 10)).isEqualTo(1);
        assertThat(storage().notes(RED)).isEmpty();
    }
}

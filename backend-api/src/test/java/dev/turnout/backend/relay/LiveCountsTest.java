package dev.turnout.backend.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.HandClock;
import dev.turnout.model.AuctionId;
import dev.turnout.model.LiveRooms;
import dev.turnout.model.LiveRooms.LiveRoom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveCountsTest {

    private static final AuctionId RED = new AuctionId("red");

    private final HandClock clock = new HandClock("2026-05-04T12:00:00Z");
    private Optional<LiveRooms> server = Optional.empty();
    private int asked;
    private final LiveCounts counts = new LiveCounts(
            () -> {
                asked++;
                return server;
            },
            clock);

    @Test
    void aRoomThatIsNotThereHasNobodyAndASilentServerIsUnknown() {
        assertThat(counts.now().current(RED)).isNull();
        server = Optional.of(new LiveRooms(List.of()));
        assertThat(counts.now().current(RED)).isZero();
        server = Optional.of(new LiveRooms(List.of(new LiveRoom("red", 5, 9, 6))));
        assertThat(counts.now().current(RED)).isEqualTo(5);
        assertThat(counts.now().peak(RED)).isEqualTo(9);
    }

    @Test
    void anAnswerIsKeptForASecondAndSoIsSilence() {
        counts.recent();
        clock.advance(Duration.ofMillis(999));
        counts.recent();
        assertThat(asked).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));
        counts.recent();
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void anOldCountIsNotShownAsNew() {
        server = Optional.of(new LiveRooms(List.of(new LiveRoom("red", 5, 9, 6))));
        counts.recent();
        server = Optional.empty();
        clock.advance(Duration.ofSeconds(1));

        assertThat(counts.recent().current(RED)).isNull();
    }

    @Test
    void aClockThatIsSetBackDoesNotFreezeTheCount() {
        counts.recent();
        clock.advance(Duration.ofHours(-1));
        counts.recent();

        assertThat(asked).isEqualTo(2);
    }
}

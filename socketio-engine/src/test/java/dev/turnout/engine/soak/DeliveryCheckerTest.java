package dev.turnout.engine.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each kind of violation is found. */
class DeliveryCheckerTest {

    private static final String ROOM = "room-1";

    private final List<String> complaints = new ArrayList<>();
    private final DeliveryChecker deliveries = new DeliveryChecker(complaints::add);

    private void joinsAfter(long before, long during) {
        deliveries.joined(ROOM, List.of(before), List.of(during));
    }

    private void gets(long... numbers) {
        for (long number : numbers) {
            deliveries.event(ROOM, 0, number);
        }
    }

    private List<String> missingOf(long lastEvent, long newestValue) {
        return deliveries.missing(Map.of(ROOM, List.of(lastEvent)), Map.of(ROOM, List.of(newestValue)));
    }

    @Test
    void everyEventOnceAndInOrderIsFine() {
        joinsAfter(7, 7);
        gets(8, 9, 10);

        assertThat(complaints).isEmpty();
        assertThat(missingOf(10, 0)).isEmpty();
    }

    @Test
    void aLostEventIsSeen() {
        joinsAfter(7, 7);
        gets(8, 10);

        assertThat(complaints).containsExactly("event 10 of publisher 0 in room-1 after 8: lost 1");
    }

    @Test
    void aDoubledEventIsSeen() {
        joinsAfter(7, 7);
        gets(8, 8);

        assertThat(complaints).containsExactly("event 8 of publisher 0 in room-1 after 8: doubled or late");
    }

    @Test
    void swappedEventsAreSeenTwice() {
        joinsAfter(7, 7);
        gets(8, 10, 9, 11);

        assertThat(complaints).hasSize(2);
    }

    @Test
    void theFirstEventMayBeAnyThatWasEmittedWhileItJoined() {
        for (long first = 8; first <= 11; first++) {
            joinsAfter(7, 10);
            gets(first);
            deliveries.left(ROOM);
        }

        assertThat(complaints).isEmpty();
    }

    @Test
    void aFirstEventFromBeforeIsSeen() {
        joinsAfter(7, 10);
        gets(7);

        assertThat(complaints).hasSize(1).first().asString().endsWith("doubled or late");
    }

    @Test
    void aLostFirstEventIsSeen() {
        joinsAfter(7, 10);
        gets(12);

        assertThat(complaints).hasSize(1).first().asString().contains("lost");
    }

    @Test
    void anEventOfARoomThatItLeftIsSeen() {
        joinsAfter(7, 7);
        deliveries.left(ROOM);
        gets(8);

        assertThat(complaints).containsExactly("event 8 of room-1, which it is not in");
    }

    @Test
    void lostAndDoubledOwnEventsAreSeen() {
        deliveries.own(1);
        deliveries.own(3);
        deliveries.own(3);

        assertThat(complaints).containsExactly("own event 3 after 1: lost 1", "own event 3 after 3: doubled or late");
    }

    @Test
    void aLostLastEventIsMissed() {
        joinsAfter(7, 7);
        gets(8);

        assertThat(missingOf(9, 0)).containsExactly("events 9 to 9 of publisher 0 in room-1");
    }

    @Test
    void eventsThatCameWhileItJoinedNeedNotBeItsOwn() {
        joinsAfter(7, 10);

        assertThat(missingOf(10, 0)).isEmpty();
        assertThat(missingOf(11, 0)).hasSize(1);
    }

    @Test
    void aNewestValueThatNeverCameIsMissed() {
        joinsAfter(0, 0);
        deliveries.latest(ROOM, 0, 4);

        assertThat(missingOf(0, 5)).containsExactly("value 5 of publisher 0 in room-1, has 4");
        deliveries.latest(ROOM, 0, 5);
        assertThat(missingOf(0, 5)).isEmpty();
    }

    @Test
    void aValueThatGoesBackIsSeen() {
        joinsAfter(0, 0);
        deliveries.latest(ROOM, 0, 4);
        deliveries.latest(ROOM, 0, 3);

        assertThat(complaints).containsExactly("value 3 of room-1 after 4: went back");
    }

    @Test
    void aValueOfARoomThatItWasNeverInIsSeen() {
        joinsAfter(0, 0);
        deliveries.left(ROOM);
        deliveries.latest(ROOM, 0, 4);
        assertThat(complaints).isEmpty();

        deliveries.latest("room-2", 0, 4);
        assertThat(complaints).containsExactly("a value of room-2, which it was never in");
    }

    @Test
    void offsetsOnlyGrow() {
        List.of("z", "z.1", "z.2", "10").forEach(deliveries::offset);
        assertThat(complaints).isEmpty();

        deliveries.offset("z.3");
        assertThat(complaints).hasSize(1);
    }
}

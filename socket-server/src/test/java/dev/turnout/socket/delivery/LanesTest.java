package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import org.junit.jupiter.api.Test;

class LanesTest {

    private static final AuctionId A = new AuctionId("a");
    private static final AuctionId B = new AuctionId("b");

    private final Lanes lanes = new Lanes();

    @Test
    void theOldestGoesFirstAndAnAuctionSendsOneAfterTheOther() {
        lanes.add(B, 0);
        lanes.add(A, 1);
        lanes.add(B, 2);
        Lane first = next();
        assertThat(first.auction).isEqualTo(B);
        assertThat(next().auction).isEqualTo(A);
        assertThat(lanes.next()).isEmpty();
        lanes.arrived(first, 0);
        assertThat(next().head()).isEqualTo(2);
    }

    @Test
    void anAuctionThatFailedStandsBehindTheOthersOnceRested() {
        lanes.add(A, 0);
        lanes.add(B, 1);
        Lane failing = next();
        lanes.failed(failing);
        assertThat(next().auction).isEqualTo(B);
        assertThat(lanes.next()).as("the other one rests").isEmpty();
        lanes.rested(failing);
        lanes.add(new AuctionId("c"), 2);
        assertThat(next().auction.value()).isEqualTo("c");
        assertThat(next()).isSameAs(failing);
    }

    @Test
    void anArrivalClearsTheFailures() {
        lanes.add(A, 0);
        lanes.add(A, 2);
        lanes.add(B, 3);
        Lane lane = next();
        lanes.failed(lane);
        lanes.rested(lane);
        assertThat(next().auction).isEqualTo(B);
        assertThat(next()).isSameAs(lane);
        lanes.arrived(lane, 0);
        assertThat(lane.failing()).isFalse();
    }

    @Test
    void anOlderOneThatWaitsAgainGoesFirst() {
        lanes.add(A, 5);
        lanes.add(B, 6);
        lanes.add(B, 1);
        Lane lane = next();
        assertThat(lane.auction).isEqualTo(B);
        assertThat(lane.head()).isEqualTo(1);
    }

    @Test
    void anOlderOneThatComesBackWhileItsAuctionTravelsDoesNotTakeTheBlame() {
        lanes.add(A, 5);
        Lane lane = next();
        lanes.add(A, 1);
        lanes.arrived(lane, 5);
        assertThat(next().head()).isEqualTo(1);
        lanes.arrived(lane, 1);
        assertThat(lanes.next()).isEmpty();
    }

    @Test
    void whatIsDroppedDoesNotGo() {
        lanes.add(A, 0);
        lanes.add(B, 1);
        lanes.add(A, 2);
        lanes.removeRange(0, 2);
        assertThat(next().head()).isEqualTo(2);
        assertThat(lanes.next()).isEmpty();
    }

    @Test
    void whatIsDroppedWhileItsAuctionRestsDoesNotGoEither() {
        lanes.add(A, 0);
        Lane lane = next();
        lanes.failed(lane);
        lanes.removeRange(0, 1);
        lanes.rested(lane);
        assertThat(lanes.next()).isEmpty();
        lanes.add(A, 1);
        assertThat(next().head()).isEqualTo(1);
    }

    private Lane next() {
        return lanes.next().orElseThrow();
    }
}

package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.audience.UniqueViewers;
import dev.turnout.socket.cluster.NodeMessage.Details;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerSharesTest {

    private static final AuctionId ROOM = new AuctionId("a");
    private static final AuctionId OTHER = new AuctionId("b");

    private final PeerShares shares = new PeerShares(0);
    private long now;

    private void answered(long number, Map<AuctionId, RoomDetail> rooms) {
        shares.received(new Details("peer", "self", number, rooms, true), now);
    }

    private static RoomDetail peakOf(int peak) {
        return new RoomDetail(peak, new UniqueViewers(), Map.of(), Map.of(), List.of());
    }

    private int peak(AuctionId room) {
        return shares.merged(room, now).peak();
    }

    @Test
    void anAnswerIsUsedForHalfAMinuteAtMost() {
        shares.requested(1, Set.of(), now);
        answered(1, Map.of(ROOM, peakOf(5)));
        now += PeerShares.KEPT.toNanos() - 1;
        assertThat(peak(ROOM)).isEqualTo(5);
        now++;
        assertThat(peak(ROOM)).isZero();
    }

    @Test
    void anAnswerAboutSomeRoomsLeavesTheOthers() {
        shares.requested(1, Set.of(), now);
        answered(1, Map.of(ROOM, peakOf(5), OTHER, peakOf(6)));
        shares.requested(2, Set.of(ROOM), now);
        answered(2, Map.of());
        assertThat(peak(ROOM)).isZero();
        assertThat(peak(OTHER)).isEqualTo(6);
        shares.requested(3, Set.of(), now);
        answered(3, Map.of(ROOM, peakOf(7)));
        assertThat(peak(ROOM)).isEqualTo(7);
        assertThat(peak(OTHER)).isZero();
    }

    @Test
    void anAnswerToARequestOfLongAgoIsIgnored() {
        shares.requested(1, Set.of(ROOM), now);
        now += Duration.ofSeconds(6).toNanos();
        shares.requested(2, Set.of(ROOM), now);
        answered(1, Map.of(ROOM, peakOf(5)));
        assertThat(peak(ROOM)).isZero();
    }
}

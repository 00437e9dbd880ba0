package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.CensusMessage.Beat;
import dev.turnout.socket.cluster.CensusMessage.Delta;
import dev.turnout.socket.cluster.CensusMessage.FullState;
import dev.turnout.socket.cluster.CensusMessage.Leave;
import dev.turnout.socket.cluster.CensusMessage.StateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterViewTest {

    private static final AuctionId ROOM = room("1");
    private static final AuctionId OTHER = room("2");

    private final List<CensusMessage> published = new ArrayList<>();
    private final List<String> totals = new ArrayList<>();
    private final List<Boolean> deafness = new ArrayList<>();
    private final ClusterView view = new ClusterView("self", new ClusterView.Effects() {
        @Override
        public void publish(CensusMessage message) {
            published.add(message);
        }

        @Override
        public void peersTotal(AuctionId room, int total) {
            totals.add(room + "=" + total);
        }

        @Override
        public void deaf(boolean deaf) {
            deafness.add(deaf);
        }
    });
    private long now;

    @BeforeEach
    void connected() {
        view.start(now);
        echo();
        published.clear();
    }

    private static AuctionId room(String id) {
        return AuctionId.parse(id).orElseThrow();
    }

    private void echo() {
        view.received(new Beat("self", 0, 0, now), now);
    }

    private void passes(Duration time) {
        long end = now + time.toNanos();
        while (now < end) {
            now = Math.min(end, Math.max(now + 1, view.nextTick(now)));
            view.tick(now);
        }
    }

    private void passesWithEchoes(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            passes(Duration.ofSeconds(1));
            echo();
        }
    }

    private void receives(CensusMessage message) {
        view.received(message, now);
    }

    @Test
    void aFullStateRegistersAPeer() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        assertThat(view.peersTotal(ROOM)).isEqualTo(3);
        assertThat(totals).containsExactly("1=3");
    }

    @Test
    void aDeltaOfAnUnknownNodeIsIgnoredAndItsStateRequested() {
        receives(new Delta("peer", 8, Map.of(ROOM, 3)));
        assertThat(view.peersTotal(ROOM)).isZero();
        assertThat(published).containsExactly(new StateRequest("self", "peer"));
    }

    @Test
    void deltasFollowEachOther() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        receives(new Delta("peer", 8, Map.of(ROOM, 2, OTHER, 5)));
        receives(new Delta("peer", 9, Map.of(ROOM, 0)));
        assertThat(view.peersTotal(ROOM)).isZero();
        assertThat(view.peersTotal(OTHER)).isEqualTo(5);
        assertThat(published).isEmpty();
    }

    @Test
    void nodesBeatTogetherAndNoMoreOftenForIt() {
        receives(new FullState("peer", 7, Map.of()));
        passes(Duration.ofMillis(600));
        published.clear();
        for (int second = 0; second < 10; second++) {
            receives(new Beat("peer", 7, 0, now));
            assertThat(published).hasSize(1 + second).allMatch(Beat.class::isInstance);
            passes(Duration.ofMillis(999));
        }
        assertThat(published).hasSize(10);
    }

    @Test
    void aRepeatedDeltaChangesNothing() {
        receives(new FullState("peer", 7, Map.of()));
        receives(new Delta("peer", 8, Map.of(ROOM, 2)));
        receives(new Delta("peer", 9, Map.of(ROOM, 5)));
        receives(new Delta("peer", 8, Map.of(ROOM, 2)));
        assertThat(view.peersTotal(ROOM)).isEqualTo(5);
    }

    @Test
    void aLostDeltaIsNoticedByTheNext() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        receives(new Delta("peer", 9, Map.of(ROOM, 4)));
        assertThat(view.peersTotal(ROOM)).isEqualTo(3);
        assertThat(published).containsExactly(new StateRequest("self", "peer"));
        receives(new FullState("peer", 9, Map.of(ROOM, 4, OTHER, 1)));
        assertThat(view.peersTotal(ROOM)).isEqualTo(4);
        assertThat(view.peersTotal(OTHER)).isEqualTo(1);
    }

    @Test
    void aLostLastDeltaIsNoticedByTheBeat() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        receives(new Beat("peer", 8, 0, 0));
        assertThat(published).containsExactly(new StateRequest("self", "peer"));
    }

    @Test
    void anotherDigestAtTheSameSequenceIsNoticed() {
        RoomCounts counts = new RoomCounts();
        counts.set(ROOM, 3);
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        receives(new Beat("peer", 7, counts.digest(), 0));
        assertThat(published).isEmpty();
        receives(new Beat("peer", 7, counts.digest() + 1, 0));
        assertThat(published).containsExactly(new StateRequest("self", "peer"));
    }

    @Test
    void aStateIsRequestedAtMostEveryHalfSecond() {
        receives(new Delta("peer", 8, Map.of()));
        receives(new Delta("peer", 9, Map.of()));
        assertThat(published).hasSize(1);
        now += ClusterView.REQUEST_NANOS;
        receives(new Delta("peer", 10, Map.of()));
        assertThat(published).hasSize(2);
    }

    @Test
    void anOlderStateDoesNotReplaceANewerOne() {
        receives(new FullState("peer", 9, Map.of(ROOM, 5)));
        receives(new FullState("peer", 8, Map.of(ROOM, 1)));
        assertThat(view.peersTotal(ROOM)).isEqualTo(5);
    }

    @Test
    void aSilentPeerIsDroppedAfterThreeSeconds() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        passesWithEchoes(Duration.ofSeconds(2));
        assertThat(view.peersTotal(ROOM)).isEqualTo(3);
        passesWithEchoes(Duration.ofSeconds(1));
        assertThat(view.peersTotal(ROOM)).isZero();
        assertThat(view.peers()).isEmpty();
    }

    @Test
    void aLateDeltaOfADroppedPeerDoesNotBringItBack() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        passesWithEchoes(Duration.ofSeconds(3));
        receives(new Delta("peer", 8, Map.of(ROOM, 4)));
        assertThat(view.peersTotal(ROOM)).isZero();
    }

    @Test
    void aStateThatWaitedWhileThisNodeWasStoppedRegistersNoPeer() {
        now += Duration.ofSeconds(10).toNanos();
        receives(new FullState("dead", 7, Map.of(ROOM, 3)));
        assertThat(view.peersTotal(ROOM)).isZero();
        echo();
        receives(new FullState("living", 7, Map.of(ROOM, 4)));
        assertThat(view.peersTotal(ROOM)).isEqualTo(4);
    }

    @Test
    void aNewNodeIsSentTheStateWithoutARequest() {
        passes(Duration.ofMillis(300));
        receives(new FullState("new", 0, Map.of()));
        passes(Duration.ofMillis(1));
        assertThat(published).containsExactly(new FullState("self", 0, Map.of()));
    }

    @Test
    void aPeerThatLeavesIsDroppedAtOnce() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        receives(new Leave("peer"));
        assertThat(view.peersTotal(ROOM)).isZero();
    }

    @Test
    void aDeafNodeKeepsItsPeers() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        passes(Duration.ofSeconds(60));
        assertThat(view.deaf()).isTrue();
        assertThat(view.peersTotal(ROOM)).isEqualTo(3);
    }

    @Test
    void aNodeThatReceivesAgainGivesItsPeersTimeToBeat() {
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        passes(Duration.ofSeconds(60));
        echo();
        assertThat(view.deaf()).isFalse();
        passesWithEchoes(Duration.ofSeconds(2));
        assertThat(view.peersTotal(ROOM)).isEqualTo(3);
        passesWithEchoes(Duration.ofSeconds(1));
        assertThat(view.peersTotal(ROOM)).isZero();
    }

    @Test
    void anEchoThatWasUnderWayForLongProvesNothing() {
        long sentAt = now;
        receives(new FullState("peer", 7, Map.of(ROOM, 3)));
        passes(Duration.ofSeconds(10)); // for example stopped, with messages waiting in the socket
        view.received(new Beat("self", 0, 0, sentAt + 1), now);
        assertThat(view.deaf()).isTrue();
        assertThat(view.peersTotal(ROOM)).isEqualTo(3);
    }

    @Test
    void deafnessIsReportedOnce() {
        passes(Duration.ofSeconds(10));
        echo();
        assertThat(deafness).containsExactly(true, false, true, false);
    }

    @Test
    void aLoneChangeIsPublishedAtOnceAndChurnAtAnInterval() {
        passes(Duration.ofMillis(100));
        view.localCount(ROOM, 1, now);
        assertThat(published).containsExactly(new Delta("self", 1, Map.of(ROOM, 1)));
        view.localCount(ROOM, 2, now);
        view.localCount(ROOM, 3, now);
        view.localCount(OTHER, 1, now);
        assertThat(published).hasSize(1);
        passes(Duration.ofNanos(ClusterView.DELTA_NANOS));
        assertThat(published.get(1)).isEqualTo(new Delta("self", 2, Map.of(ROOM, 3, OTHER, 1)));
    }

    @Test
    void requestsOfManyNodesAreAnsweredOnce() {
        view.localCount(ROOM, 4, now);
        passes(Duration.ofMillis(500));
        published.clear();
        receives(new StateRequest("a", "self"));
        receives(new StateRequest("b", "self"));
        receives(new StateRequest("c", "other"));
        passes(Duration.ofMillis(100));
        assertThat(published).containsExactly(new FullState("self", 1, Map.of(ROOM, 4)));
    }
}

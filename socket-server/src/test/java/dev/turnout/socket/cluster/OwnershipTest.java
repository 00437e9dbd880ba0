package dev.turnout.socket.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.cluster.ClusterBus.Epoch;
import dev.turnout.socket.cluster.ClusterBus.Member;
import dev.turnout.socket.sampling.SnapshotSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each minute of each auction is posted by one node, whoever pauses or dies. */
class OwnershipTest {

    private static final long START = 1_700_000_000_000L;
    private static final List<AuctionId> AUCTIONS =
            IntStream.range(0, 200).mapToObj(i -> new AuctionId("a" + i)).toList();

    private long now = 1;

    /** A node's ownership with what it posts. */
    private final class Node implements SnapshotSink {

        private final Ownership ownership;
        private final OwnedMinutes minutes;
        private final List<AuctionMinute> posted = new ArrayList<>();
        private List<AuctionMinute> drafts = List.of();

        Node(String id) {
            ownership = new Ownership(id);
            minutes = new OwnedMinutes(id, ownership, this, () -> now, Optional.empty());
        }

        @Override
        public void finished(List<AuctionMinute> finished) {
            posted.addAll(finished);
        }

        @Override
        public void draft(List<AuctionMinute> draft) {
            drafts = draft;
        }

        void reads(Epoch epoch) {
            ownership.confirmed(epoch, now);
            minutes.epochRead();
        }

        void finishesAll() {
            minutes.finished(AUCTIONS.stream().map(OwnershipTest::minute).toList());
        }

        List<AuctionId> auctions() {
            return posted.stream().map(AuctionMinute::auction).toList();
        }
    }

    private static AuctionMinute minute(AuctionId auction) {
        Snapshot snapshot = Snapshot.builder(Instant.ofEpochMilli(START))
                .viewerCount(1)
                .avgViewers(1)
                .peakViewers(1)
                .minViewers(1)
                .sampleCount(12)
                .source("run")
                .exactPeak(1)
                .exactPeakAt(Instant.ofEpochMilli(START))
                .exactMin(1)
                .viewerSeconds(60.0)
                .joins(0)
                .leaves(0)
                .uniqueViewers(1)
                .uniqueSketch("")
                .sessionSeconds(Map.of())
                .sections(Map.of())
                .slots(0xfffL)
                .build();
        return new AuctionMinute(auction, snapshot);
    }

    private static Epoch epoch(long number, Member... members) {
        return new Epoch(number, List.of(members), "cluster");
    }

    private static Member member(String node) {
        return new Member(node, START - 1);
    }

    private final Node a = new Node("a");
    private final Node b = new Node("b");
    private final Node c = new Node("c");

    private static List<AuctionId> together(Node... nodes) {
        return Arrays.stream(nodes).flatMap(node -> node.auctions().stream()).toList();
    }

    @Test
    void eachMinuteIsPostedByOneNodeUnderOneSource() {
        List.of(a, b, c).forEach(node -> node.reads(epoch(1, member("a"), member("b"), member("c"))));
        List.of(a, b, c).forEach(Node::finishesAll);

        assertThat(together(a, b, c)).containsExactlyInAnyOrderElementsOf(AUCTIONS);
        assertThat(a.posted.size()).isBetween(40, 100);
        assertThat(a.posted)
                .allSatisfy(minute -> assertThat(minute.snapshot().source()).isEqualTo("cluster"));
        now += Duration.ofSeconds(11).toNanos();
        a.reads(epoch(1, member("a"), member("b"), member("c")));
        assertThat(a.minutes.posted() + a.minutes.leftToOthers()).isEqualTo(AUCTIONS.size());
    }

    @Test
    void minutesThatNoNodePostsBeforeTheFirstEpochAreCounted() {
        a.ownership.unconfirmed(now);
        a.finishesAll();
        now += Duration.ofSeconds(11).toNanos();
        a.ownership.unconfirmed(now);
        a.minutes.epochRead();
        assertThat(a.minutes.unowned()).isEqualTo(AUCTIONS.size());
        assertThat(a.minutes.leftToOthers()).isZero();
        assertThat(a.posted).isEmpty();
    }

    @Test
    void onlyTheAuctionsOfADeadNodeMove() {
        Epoch before = epoch(1, member("a"), member("b"), member("c"));
        Epoch after = epoch(2, member("a"), member("b"));
        a.reads(before);
        List<AuctionId> owned =
                AUCTIONS.stream().filter(id -> a.ownership.owns(id, START)).toList();
        a.reads(after);
        assertThat(AUCTIONS.stream().filter(id -> a.ownership.owns(id, START)).toList())
                .containsAll(owned);
    }

    @Test
    void aSuccessorPostsTheMinuteThatItsOwnerDidNotLiveToPost() {
        List.of(a, b, c).forEach(node -> node.reads(epoch(1, member("a"), member("b"), member("c"))));
        a.finishesAll();
        b.finishesAll(); // c dies at the end of the minute, before its post
        now += Duration.ofSeconds(4).toNanos();
        List.of(a, b).forEach(node -> node.reads(epoch(2, member("a"), member("b"))));

        assertThat(together(a, b)).containsExactlyInAnyOrderElementsOf(AUCTIONS);
    }

    @Test
    void anOwnerThatWasPausedPostsNothingBeforeItHasReadTheEpoch() {
        a.reads(epoch(1, member("a")));
        now += Duration.ofSeconds(10).toNanos();
        a.finishesAll();
        assertThat(a.posted).isEmpty();
        a.reads(epoch(2, member("b")));
        assertThat(a.posted).isEmpty();
    }

    @Test
    void withoutRedisTheLastOwnerContinuesAndNoEpochBegins() {
        List.of(a, b).forEach(node -> node.reads(epoch(1, member("a"), member("b"))));
        now += Duration.ofSeconds(60).toNanos();
        List.of(a, b).forEach(node -> node.ownership.unconfirmed(now));
        List.of(a, b, c).forEach(Node::finishesAll);
        assertThat(together(a, b)).containsExactlyInAnyOrderElementsOf(AUCTIONS);
        assertThat(c.posted).isEmpty();
    }

    @Test
    void anOwnerThatWasPausedWhileRedisWasAwayPostsNothingBeforeItHasReadTheEpochAgain() {
        a.reads(epoch(1, member("a")));
        a.ownership.unconfirmed(now);
        now += Duration.ofSeconds(10).toNanos();
        a.finishesAll();
        assertThat(a.posted).isEmpty();
        a.reads(epoch(2, member("b")));
        assertThat(a.posted).isEmpty();
    }

    @Test
    void aNodeThatCameDuringTheMinuteLeavesItToThoseWhoObservedAllOfIt() {
        Epoch epoch = epoch(2, member("a"), new Member("b", START + 30_000));
        List.of(a, b).forEach(node -> node.reads(epoch));
        List.of(a, b).forEach(Node::finishesAll);
        assertThat(a.auctions()).containsExactlyInAnyOrderElementsOf(AUCTIONS);
        assertThat(b.posted).isEmpty();
    }

    @Test
    void amongNodesThatAllCameDuringTheMinuteTheFirstOwnsIt() {
        Epoch epoch = epoch(2, new Member("a", START + 20_000), new Member("b", START + 10_000));
        List.of(a, b).forEach(node -> node.reads(epoch));
        List.of(a, b).forEach(Node::finishesAll);
        assertThat(b.auctions()).containsExactlyInAnyOrderElementsOf(AUCTIONS);
        assertThat(b.posted).extracting(minute -> minute.snapshot().fence()).containsOnly(0L);
        assertThat(a.posted).isEmpty();
    }

    @Test
    void theFenceIsTheEpochInWhichAMinuteIsPosted() {
        List.of(a, b).forEach(node -> node.reads(epoch(7, member("a"), member("b"))));
        a.finishesAll();
        a.reads(epoch(9, member("a")));
        assertThat(a.posted)
                .extracting(minute -> minute.snapshot().fence())
                .containsOnly(7L, 9L)
                .hasSize(AUCTIONS.size());
        assertThat(a.posted).extracting(minute -> minute.snapshot().slots()).containsOnly(0xfffL);
    }

    @Test
    void eachDraftIsKeptByTheOwnerOfItsMinute() {
        List<AuctionMinute> minutes =
                AUCTIONS.stream().map(OwnershipTest::minute).toList();
        List.of(a, b).forEach(node -> node.reads(epoch(3, member("a"), member("b"))));
        List.of(a, b)
                .forEach(node -> node.minutes.draft(minutes.stream()
                        .filter(minute -> node.minutes.storesDraft(minute.auction(), START))
                        .toList()));
        List<AuctionId> drafts = new ArrayList<>();
        List.of(a, b).forEach(node -> node.drafts.forEach(draft -> drafts.add(draft.auction())));
        assertThat(drafts).containsExactlyInAnyOrderElementsOf(AUCTIONS);
        assertThat(a.drafts).allSatisfy(draft -> {
            assertThat(draft.snapshot().source()).isEqualTo("cluster");
            assertThat(draft.snapshot().fence()).isEqualTo(3);
        });
    }

    @Test
    void aNodeThatLeavesPostsItsPartsOfMinutesWhenItIsAloneAndElseKeepsThemOnDisk() {
        List.of(a, b).forEach(node -> node.reads(epoch(1, member("a"), member("b"))));
        a.minutes.leave();
        a.finishesAll();
        a.minutes.draft(List.of());
        assertThat(a.posted).isEmpty();
        assertThat(a.drafts).hasSizeBetween(50, 150);
        c.reads(epoch(1, member("c")));
        c.minutes.leave();
        c.finishesAll();
        c.minutes.draft(List.of());
        assertThat(c.posted).hasSize(AUCTIONS.size());
        assertThat(c.drafts).isEmpty();
    }

    @Test
    void aNodeThatIsAloneAndLeavesBeforeItHasReadTheEpochPostsWhatIsFinished() {
        a.reads(epoch(1, member("a")));
        now += Duration.ofSeconds(10).toNanos();
        a.finishesAll();
        assertThat(a.posted).isEmpty();
        a.minutes.leave();
        assertThat(a.posted).hasSize(AUCTIONS.size());
    }
}

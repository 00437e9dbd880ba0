package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Storage.StoreResult;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What becomes of a snapshot that arrives, and of its auction's peak. */
interface SnapshotWriteContract extends StorageUnderTest {

    @Test
    default void aSnapshotComesBackWithEveryField() {
        Snapshot full = new Minute(NOON, 475, 445, 475, 420, 12)
                .source("run-1")
                .exactPeak(480, NOON.plusMillis(7_123))
                .exactMin(419)
                .watched(26_712.25)
                .joins(61)
                .leaves(6)
                .unique(500, SKETCH)
                .ended(Map.of("30", 4, "+Inf", 2))
                .sections(Map.of("lot-1", 400, "", 75))
                .countries(Map.of("CH", 400, "", 75))
                .observed(59.5)
                .fence(7)
                .slots(0xfff)
                .snapshot();
        storage().store(RED, full);
        restart();

        storage().snapshots(RED, Period.ALWAYS, Storage.Detail.ALL, stored -> {
            assertThat(stored.snapshot())
                    .isEqualTo(full.toBuilder().uniqueSketch(null).build());
            assertThat(stored.sketch()).isEqualTo(ViewerSketch.decode(SKETCH));
        });
    }

    @Test
    default void theSameSnapshotAgainStaysOneRowAndTheFirstOneStands() {
        assertThat(storage().store(RED, snapshot(0, 5, "run-1"))).isEqualTo(StoreResult.NEW);
        assertThat(storage().store(RED, snapshot(0, 5, "run-1"))).isEqualTo(StoreResult.REPEATED);
        assertThat(storage().store(RED, snapshot(0, 9, "run-1"))).isEqualTo(StoreResult.REPEATED);
        assertThat(storage().store(RED, snapshot(0, 6, "run-2"))).isEqualTo(StoreResult.NEW);
        assertThat(storage().store(RED, snapshot(1, 7, "run-1"))).isEqualTo(StoreResult.NEW);
        assertThat(storage().store(BLUE, snapshot(0, 8, "run-1"))).isEqualTo(StoreResult.NEW);

        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(5, 6, 7);
    }

    @Test
    default void partsOfAMinuteAreMergedAndAHigherFenceReplacesWhatItOverlaps() {
        Minute first = new Minute(NOON, 4, 4, 4, 4, 6).source("c").fence(5).slots(0b000000_111111);
        Minute second = new Minute(NOON, 10, 10, 10, 10, 6).source("c").fence(6).slots(0b111111_000000);
        assertThat(storage().store(RED, second.snapshot())).isEqualTo(StoreResult.NEW);
        storage().store(RED, snapshot(0, 100, "other"));
        assertThat(storage().store(RED, first.snapshot())).isEqualTo(StoreResult.MERGED);
        assertThat(storage().store(RED, first.snapshot())).isEqualTo(StoreResult.REPEATED);
        assertThat(storage().store(RED, second.snapshot())).isEqualTo(StoreResult.REPEATED);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::avgViewers).containsExactly(7, 100);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(10, 100);

        Minute whole = Minute.steady(0, 8).source("c").unique(8, SKETCH).slots(0xfff);
        assertThat(storage().store(RED, whole.fence(7).snapshot())).isEqualTo(StoreResult.MERGED);
        assertThat(storage().store(RED, whole.fence(6).snapshot())).isEqualTo(StoreResult.REPEATED);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(8, 100);
        for (RollUp.Width width : RollUp.Width.values()) {
            RollUp rollUp = storage()
                    .rollUps(RED, width, Period.ALWAYS, Storage.Detail.ALL)
                    .get(0);
            assertThat(rollUp.aggregate().samples()).isEqualTo(24);
            assertThat(rollUp.aggregate().weightedViewers()).isEqualTo(12 * 108);
            assertThat(rollUp.aggregate().minutes()).isOne();
        }
    }

    @Test
    default void snapshotsWithoutASourceAreOneSource() {
        assertThat(storage().store(RED, snapshot(0, 5, null))).isEqualTo(StoreResult.NEW);
        assertThat(storage().store(RED, snapshot(0, 6, null))).isEqualTo(StoreResult.REPEATED);

        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::source).containsOnlyNulls();
    }

    @Test
    default void theSameSnapshotFromManyThreadsIsNewOnce() throws Exception {
        List<Callable<Object>> posts = IntStream.range(0, 40)
                .<Callable<Object>>mapToObj(i -> () -> storage().store(RED, snapshot(i % 4, 1, "run")))
                .toList();

        assertThat(inParallel(posts)).filteredOn(StoreResult.NEW::equals).hasSize(4);
        assertThat(kept(RED, Period.ALWAYS)).hasSize(4);
    }

    @Test
    default void aSnapshotOfAnUnknownAuctionIsNotKept() {
        assertThat(storage().store(new AuctionId("green"), snapshot(0, 5, "run")))
                .isEqualTo(StoreResult.NO_AUCTION);
    }

    @Test
    default void aSketchThatCannotBeDecodedIsLeftOut() {
        assertThat(storage().store(RED, Minute.steady(0, 5).unique(5, "c2s=").snapshot()))
                .isEqualTo(StoreResult.NEW);

        storage()
                .snapshots(
                        RED,
                        Period.ALWAYS,
                        Storage.Detail.ALL,
                        stored -> assertThat(stored.sketch()).isNull());
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::uniqueViewers).containsExactly(5);
    }

    @Test
    default void thePeakIsTheLargestEverKept() {
        storage().store(RED, snapshot(0, 5, "run"));
        storage().store(RED, Minute.steady(1, 7).exactPeak(12, null).snapshot());
        storage().store(RED, snapshot(2, 3, "run"));
        storage().changeAuction(RED, "bob", NOON, auction -> auction.titled("Crimson"));
        storage().deleteSnapshotsBefore(Period.END, 100);

        assertThat(storage().auction(RED).orElseThrow().peakViewers()).isEqualTo(12);
        assertThat(storage().auction(BLUE).orElseThrow().peakViewers()).isNull();
    }

    @Test
    default void thePeakOfAMinuteThatWasReplacedIsForgotten() {
        storage().store(RED, Minute.steady(1, 7).exactPeak(8, null).snapshot());
        Minute wrong = Minute.steady(0, 50).source("c").exactPeak(60, null).slots(0xfff);
        storage().store(RED, wrong.fence(5).snapshot());
        assertThat(storage().auction(RED).orElseThrow().peakViewers()).isEqualTo(60);

        Minute right = Minute.steady(0, 5).source("c").exactPeak(6, null).slots(0xfff);
        assertThat(storage().store(RED, right.fence(6).snapshot())).isEqualTo(StoreResult.MERGED);
        assertThat(storage().auction(RED).orElseThrow().peakViewers()).isEqualTo(8);

        Minute again = Minute.steady(0, 9).source("c").exactPeak(9, null).slots(0xfff);
        assertThat(storage().store(RED, again.fence(7).snapshot())).isEqualTo(StoreResult.MERGED);
        assertThat(storage().auction(RED).orElseThrow().peakViewers()).isEqualTo(9);
    }
}

package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Storage.Kept;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.model.ViewerSketch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The part of {@link StorageContract} about snapshots. */
public abstract class SnapshotContract {

    static final Instant NOON = Minute.NOON;
    static final AuctionId RED = new AuctionId("red");
    static final AuctionId BLUE = new AuctionId("blue");
    private static final String SKETCH = sketchOf(500);

    private static String sketchOf(int viewers) {
        ViewerSketch sketch = new ViewerSketch();
        for (long viewer = 1; viewer <= viewers; viewer++) {
            sketch.add(viewer * 0x9E37_79B9_7F4A_7C15L);
        }
        return sketch.encode();
    }

    @TempDir
    Path folder = Path.of("");

    Storage storage;

    /** A storage with its data in a folder, not started. */
    protected abstract Storage open(Path folder);

    @BeforeEach
    void openWithTwoAuctions() {
        storage = open(folder);
        storage.start();
        storage.addAuction(Auction.scheduled(RED, "Red", true, NOON), "ann");
        storage.addAuction(Auction.scheduled(BLUE, "Blue", false, NOON.plusSeconds(1)), "ann");
    }

    @AfterEach
    void close() {
        storage.close();
    }

    void restart() {
        storage.close();
        storage = open(folder);
        storage.start();
    }

    @Test
    void aSnapshotComesBackWithEveryField() {
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
        storage.keep(RED, full);
        restart();

        storage.snapshots(RED, Period.ALWAYS, Storage.Detail.ALL, stored -> {
            assertThat(stored.snapshot())
                    .isEqualTo(full.toBuilder().uniqueSketch(null).build());
            assertThat(stored.sketch()).isEqualTo(ViewerSketch.decode(SKETCH));
        });
    }

    @Test
    void theSameSnapshotAgainStaysOneRowAndTheFirstOneStands() {
        assertThat(storage.keep(RED, snapshot(0, 5, "run-1"))).isEqualTo(Kept.NEW);
        assertThat(storage.keep(RED, snapshot(0, 5, "run-1"))).isEqualTo(Kept.REPEATED);
        assertThat(storage.keep(RED, snapshot(0, 9, "run-1"))).isEqualTo(Kept.REPEATED);
        assertThat(storage.keep(RED, snapshot(0, 6, "run-2"))).isEqualTo(Kept.NEW);
        assertThat(storage.keep(RED, snapshot(1, 7, "run-1"))).isEqualTo(Kept.NEW);
        assertThat(storage.keep(BLUE, snapshot(0, 8, "run-1"))).isEqualTo(Kept.NEW);

        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(5, 6, 7);
    }

    @Test
    void partsOfAMinuteAreMergedAndAHigherFenceReplacesWhatItOverlaps() {
        Minute first = new Minute(NOON, 4, 4, 4, 4, 6).source("c").fence(5).slots(0b000000_111111);
        Minute second = new Minute(NOON, 10, 10, 10, 10, 6).source("c").fence(6).slots(0b111111_000000);
        assertThat(storage.keep(RED, second.snapshot())).isEqualTo(Kept.NEW);
        storage.keep(RED, snapshot(0, 100, "other"));
        assertThat(storage.keep(RED, first.snapshot())).isEqualTo(Kept.MERGED);
        assertThat(storage.keep(RED, first.snapshot())).isEqualTo(Kept.REPEATED);
        assertThat(storage.keep(RED, second.snapshot())).isEqualTo(Kept.REPEATED);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::avgViewers).containsExactly(7, 100);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(10, 100);

        Minute whole = Minute.steady(0, 8).source("c").unique(8, SKETCH).slots(0xfff);
        assertThat(storage.keep(RED, whole.fence(7).snapshot())).isEqualTo(Kept.MERGED);
        assertThat(storage.keep(RED, whole.fence(6).snapshot())).isEqualTo(Kept.REPEATED);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(8, 100);
        for (RollUp.Width width : RollUp.Width.values()) {
            RollUp rollUp = storage.rollUps(RED, width, Period.ALWAYS, Storage.Detail.ALL)
                    .get(0);
            assertThat(rollUp.aggregate().samples()).isEqualTo(24);
            assertThat(rollUp.aggregate().weightedViewers()).isEqualTo(12 * 108);
            assertThat(rollUp.aggregate().minutes()).isOne();
        }
    }

    @Test
    void snapshotsWithoutASourceAreOneSource() {
        assertThat(storage.keep(RED, snapshot(0, 5, null))).isEqualTo(Kept.NEW);
        assertThat(storage.keep(RED, snapshot(0, 6, null))).isEqualTo(Kept.REPEATED);

        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::source).containsOnlyNulls();
    }

    @Test
    void theSameSnapshotFromManyThreadsIsNewOnce() throws Exception {
        List<Callable<Object>> posts = IntStream.range(0, 40)
                .<Callable<Object>>mapToObj(i -> () -> storage.keep(RED, snapshot(i % 4, 1, "run")))
                .toList();

        assertThat(inParallel(posts)).filteredOn(Kept.NEW::equals).hasSize(4);
        assertThat(kept(RED, Period.ALWAYS)).hasSize(4);
    }

    @Test
    void aSnapshotOfAnUnknownAuctionIsNotKept() {
        assertThat(storage.keep(new AuctionId("green"), snapshot(0, 5, "run"))).isEqualTo(Kept.NO_AUCTION);
    }

    @Test
    void thePeakIsTheLargestEverKept() {
        storage.keep(RED, snapshot(0, 5, "run"));
        storage.keep(RED, Minute.steady(1, 7).exactPeak(12, null).snapshot());
        storage.keep(RED, snapshot(2, 3, "run"));
        storage.changeAuction(RED, "bob", NOON, auction -> auction.titled("Crimson"));
        storage.deleteSnapshotsBefore(Period.END, 100);

        assertThat(storage.auction(RED).orElseThrow().peakViewers()).isEqualTo(12);
        assertThat(storage.auction(BLUE).orElseThrow().peakViewers()).isNull();
    }

    @Test
    void thePeakOfAMinuteThatWasReplacedIsForgotten() {
        storage.keep(RED, Minute.steady(1, 7).exactPeak(8, null).snapshot());
        Minute wrong = Minute.steady(0, 50).source("c").exactPeak(60, null).slots(0xfff);
        storage.keep(RED, wrong.fence(5).snapshot());
        assertThat(storage.auction(RED).orElseThrow().peakViewers()).isEqualTo(60);

        Minute right = Minute.steady(0, 5).source("c").exactPeak(6, null).slots(0xfff);
        assertThat(storage.keep(RED, right.fence(6).snapshot())).isEqualTo(Kept.MERGED);
        assertThat(storage.auction(RED).orElseThrow().peakViewers()).isEqualTo(8);

        Minute again = Minute.steady(0, 9).source("c").exactPeak(9, null).slots(0xfff);
        assertThat(storage.keep(RED, again.fence(7).snapshot())).isEqualTo(Kept.MERGED);
        assertThat(storage.auction(RED).orElseThrow().peakViewers()).isEqualTo(9);
    }

    @Test
    void aPeriodHoldsItsBeginningButNotItsEnd() {
        for (int minute = 0; minute < 5; minute++) {
            storage.keep(RED, snapshot(minute, minute, "run"));
        }

        assertThat(kept(RED, new Period(minute(1), minute(3))))
                .extracting(Snapshot::viewerCount)
                .containsExactly(1, 2);
        assertThat(kept(RED, new Period(minute(1).plusMillis(1), minute(3).plusMillis(1))))
                .extracting(Snapshot::viewerCount)
                .containsExactly(2, 3);
        assertThat(kept(RED, Period.since(minute(4)))).hasSize(1);
    }

    @Test
    void longStretchesAreReadWholeAndInOrderAcrossPages() {
        int minutes = 1_500; // of 2,250 snapshots; a page has 2,000
        for (int minute = minutes - 1; minute >= 0; minute--) {
            storage.keep(RED, snapshot(minute, minute, "late"));
            if (minute % 2 == 0) {
                storage.keep(RED, snapshot(minute, minute, "early"));
            }
        }

        List<Snapshot> all = kept(RED, Period.ALWAYS);
        assertThat(all)
                .hasSize(minutes + minutes / 2)
                .isSortedAccordingTo((a, b) -> a.timestamp().compareTo(b.timestamp()));
        assertThat(all.subList(0, 2)).extracting(Snapshot::source).containsExactly("late", "early");
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void theNewestAreCountedByTimestampAndComeOldestFirst() {
        for (int minute = 0; minute < 5; minute++) {
            storage.keep(RED, snapshot(minute, minute, "run"));
        }
        storage.keep(RED, snapshot(4, 44, "other"));

        assertThat(storage.newestSnapshots(RED, Instant.EPOCH, 2))
                .extracting(Snapshot::viewerCount)
                .containsExactly(3, 4, 44);
        assertThat(storage.newestSnapshots(BLUE, Instant.EPOCH, 2)).isEmpty();
    }

    @Test
    void oldSnapshotsAndMarkersGoInPortions() {
        for (int minute = 0; minute < 5; minute++) {
            storage.keep(RED, snapshot(minute, minute, "run"));
            storage.mark(RED, new Marker(minute(minute), Marker.Kind.SOLD, minute, null));
        }

        assertThat(storage.deleteSnapshotsBefore(minute(3), 2)).isEqualTo(2);
        assertThat(storage.deleteSnapshotsBefore(minute(3), 2)).isEqualTo(1);
        assertThat(storage.deleteSnapshotsBefore(minute(3), 2)).isZero();
        assertThat(storage.deleteMarkersBefore(minute(4), 100)).isEqualTo(4);
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::viewerCount).containsExactly(3, 4);
        assertThat(storage.markers(RED, Period.ALWAYS, 10))
                .extracting(Marker::audience)
                .containsExactly(4);
    }

    @Test
    void aSketchIsReadOnlyOnRequestOrWhenItsMinuteHasSeveralSources() {
        storage.keep(RED, Minute.steady(0, 5).source("a").unique(500, SKETCH).snapshot());
        storage.keep(RED, Minute.steady(1, 5).source("a").unique(500, SKETCH).snapshot());
        storage.keep(RED, Minute.steady(1, 5).source("b").unique(500, SKETCH).snapshot());

        List<Boolean> present = new ArrayList<>();
        storage.snapshots(RED, Period.ALWAYS, Storage.Detail.COUNTS, stored -> present.add(stored.sketch() != null));
        assertThat(present).containsExactly(false, true, true);
    }

    @Test
    void countriesAreReadOnRequest() {
        storage.keep(RED, Minute.steady(0, 5).countries(Map.of("CH", 5)).snapshot());

        Map<Storage.Detail, @Nullable Map<String, Integer>> read = new EnumMap<>(Storage.Detail.class);
        for (Storage.Detail detail : Storage.Detail.values()) {
            storage.snapshots(
                    RED,
                    Period.ALWAYS,
                    detail,
                    stored -> read.put(detail, stored.snapshot().countries()));
        }
        assertThat(read.get(Storage.Detail.COUNTS)).isNull();
        assertThat(read.get(Storage.Detail.COUNTS_AND_COUNTRIES)).isEqualTo(Map.of("CH", 5));
        assertThat(read.get(Storage.Detail.ALL)).isEqualTo(Map.of("CH", 5));
    }

    @Test
    void aSketchThatCannotBeDecodedIsLeftOut() {
        assertThat(storage.keep(RED, Minute.steady(0, 5).unique(5, "c2s=").snapshot()))
                .isEqualTo(Kept.NEW);

        storage.snapshots(
                RED,
                Period.ALWAYS,
                Storage.Detail.ALL,
                stored -> assertThat(stored.sketch()).isNull());
        assertThat(kept(RED, Period.ALWAYS)).extracting(Snapshot::uniqueViewers).containsExactly(5);
    }

    @Test
    void minuteCountsOfAllAuctionsComeInOrder() {
        for (int minute = 0; minute < 3; minute++) {
            storage.keep(RED, snapshot(minute, minute, "run"));
            storage.keep(BLUE, snapshot(minute, 10 + minute, "run"));
        }

        List<String> counts = new ArrayList<>();
        storage.minuteCounts(
                new Period(minute(1), minute(3)), (auction, second, viewers) -> counts.add(auction + viewers));
        assertThat(counts).containsExactly("blue11", "blue12", "red1", "red2");
    }

    @Test
    void theNewestDataIsAtMostADayOlderThanStated() {
        assertThat(storage.newestData()).isEmpty();
        storage.keep(RED, snapshot(0, 5, "run"));

        assertThat(storage.newestData().orElseThrow()).isBetween(NOON.minus(Duration.ofDays(1)), NOON);
        storage.mark(RED, new Marker(minute(5), Marker.Kind.SOLD, 1, null));
        assertThat(storage.newestData()).contains(minute(5));
    }

    List<Snapshot> kept(AuctionId id, Period period) {
        List<Snapshot> all = new ArrayList<>();
        storage.snapshots(id, period, Storage.Detail.ALL, stored -> all.add(stored.snapshot()));
        return all;
    }

    static Instant minute(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    static Snapshot snapshot(int minute, int viewers, @Nullable String source) {
        return Minute.steady(minute, viewers).source(source).snapshot();
    }

    static List<Object> inParallel(List<Callable<Object>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Object> answers = new ArrayList<>();
            for (var answer : threads.invokeAll(tasks)) {
                answers.add(answer.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }
}

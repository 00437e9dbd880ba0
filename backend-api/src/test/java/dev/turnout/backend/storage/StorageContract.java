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

/** The behaviour of every {@link Storage}, whichever database it uses. */
public abstract class StorageContract {

    private static final Instant NOON = Minute.NOON;
    private static final AuctionId RED = new AuctionId("red");
    private static final AuctionId BLUE = new AuctionId("blue");
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

    private Storage storage;

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

    private void restart() {
        storage.close();
        storage = open(folder);
        storage.start();
    }

    @Test
    void auctionsAreListedNewestFirstAndOutliveARestart() {
        restart();

        assertThat(storage.auctions()).extracting(Auction::id).containsExactly(BLUE, RED);
        assertThat(storage.auction(RED)).contains(Auction.scheduled(RED, "Red", true, NOON));
        assertThat(storage.auction(new AuctionId("green"))).isEmpty();
    }

    @Test
    void anIdIsTakenOnlyOnce() {
        assertThat(storage.addAuction(Auction.scheduled(RED, "Other", false, NOON), "bob"))
                .isFalse();
        assertThat(storage.auction(RED).orElseThrow().title()).isEqualTo("Red");
    }

    @Test
    void everyTurnOfTheSwitchIsRecordedAndNothingElseIs() {
        storage.changeAuction(RED, "bob", NOON.plusSeconds(10), auction -> auction.switched(false));
        storage.changeAuction(RED, "bob", NOON.plusSeconds(20), auction -> auction.switched(false));
        storage.changeAuction(RED, "cat", NOON.plusSeconds(30), auction -> auction.titled("Crimson"));
        storage.changeAuction(RED, "dan", NOON.plusSeconds(40), auction -> auction.switched(true));

        assertThat(storage.switches(RED, 10))
                .containsExactly(
                        new AnalyticsSwitch(true, NOON.plusSeconds(40), "dan"),
                        new AnalyticsSwitch(false, NOON.plusSeconds(10), "bob"),
                        new AnalyticsSwitch(true, NOON, "ann"));
        assertThat(storage.switches(RED, 1)).hasSize(1);
        assertThat(storage.switches(BLUE, 10)).isEmpty();
        assertThat(storage.newestSwitches())
                .isEqualTo(Map.of(RED, new AnalyticsSwitch(true, NOON.plusSeconds(40), "dan")));
    }

    @Test
    void aChangeAnswersBeforeAndAfterAndKeepsTheTimes() {
        Storage.Changed changed = storage.changeAuction(
                        RED, "bob", NOON, auction -> auction.moved(AuctionStatus.LIVE, NOON.plusSeconds(5)))
                .orElseThrow();

        assertThat(changed.before().status()).isEqualTo(AuctionStatus.SCHEDULED);
        assertThat(changed.after().startedAt()).isEqualTo(NOON.plusSeconds(5));
        assertThat(storage.auction(RED)).contains(changed.after());
        assertThat(storage.changeAuction(new AuctionId("green"), "bob", NOON, auction -> auction))
                .isEmpty();
    }

    @Test
    void changesAtTheSameTimeDoNotUndoEachOther() throws Exception {
        List<Callable<Object>> changes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            changes.add(() -> storage.changeAuction(RED, "x", NOON, auction -> auction.titled(auction.title() + "+")));
            changes.add(() -> storage.changeAuction(
                    RED, "x", NOON, auction -> auction.switched(!auction.enableViewerAnalytics())));
        }
        inParallel(changes);

        assertThat(storage.auction(RED).orElseThrow().title()).isEqualTo("Red" + "+".repeat(20));
        assertThat(storage.auction(RED).orElseThrow().enableViewerAnalytics()).isTrue();
        assertThat(storage.switches(RED, 100)).hasSize(21);
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
            assertThat(stored.snapshot()).isEqualTo(full.withoutSketch());
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
        int minutes = 2_300;
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
    void markersOfAPeriodComeOldestFirstAndTheNewestWhenThereAreTooMany() {
        for (int second = 0; second < 5; second++) {
            storage.mark(
                    RED, new Marker(NOON.plusSeconds(second), Marker.Kind.BIDDING, null, "{\"n\":" + second + "}"));
        }

        assertThat(storage.markers(RED, Period.ALWAYS, 2))
                .extracting(Marker::data)
                .containsExactly("{\"n\":3}", "{\"n\":4}");
        assertThat(storage.markers(RED, new Period(NOON.plusSeconds(1), NOON.plusSeconds(2)), 10))
                .containsExactly(new Marker(NOON.plusSeconds(1), Marker.Kind.BIDDING, null, "{\"n\":1}"));
        assertThat(storage.mark(new AuctionId("green"), new Marker(NOON, Marker.Kind.SOLD, 1, null)))
                .isFalse();
    }

    @Test
    void aDeletedAuctionTakesEverythingWithIt() {
        storage.keep(RED, snapshot(0, 5, "run"));
        storage.mark(RED, new Marker(NOON, Marker.Kind.SOLD, 5, "\"gone\""));

        assertThat(storage.deleteAuction(RED)).isTrue();
        assertThat(storage.deleteAuction(RED)).isFalse();
        storage.addAuction(Auction.scheduled(RED, "Red again", false, NOON), "bob");

        assertThat(kept(RED, Period.ALWAYS)).isEmpty();
        assertThat(storage.markers(RED, Period.ALWAYS, 10)).isEmpty();
        assertThat(storage.switches(RED, 10)).isEmpty();
    }

    @Test
    void anAdminIsAddedOnceAndHasOnePassword() {
        assertThat(storage.adminPassword("admin")).isEmpty();
        assertThat(storage.addAdmin("admin", "hash-1", NOON)).isTrue();
        assertThat(storage.addAdmin("admin", "hash-2", NOON)).isFalse();
        restart();

        assertThat(storage.adminPassword("admin")).contains("hash-1");
    }

    @Test
    void sessionsOutliveARestartAndEndWhenClosedExpiredOrThePasswordChanges() {
        storage.addAdmin("admin", "hash-1", NOON);
        AdminSession session = new AdminSession("admin", NOON, NOON.plus(Duration.ofHours(1)));
        List.of("closed", "expired", "other").forEach(token -> storage.openSession(token, session));
        restart();

        assertThat(storage.session("closed")).contains(session);
        storage.closeSession("closed");
        assertThat(storage.session("closed")).isEmpty();
        assertThat(storage.deleteSessionsExpiredAt(session.expiresAt().minusMillis(1)))
                .isZero();
        storage.changeAdminPassword("admin", "hash-2");
        assertThat(storage.session("other")).isEmpty();
        assertThat(storage.adminPassword("admin")).contains("hash-2");
        storage.openSession("expired", session);
        assertThat(storage.deleteSessionsExpiredAt(session.expiresAt())).isEqualTo(1);
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
    void notesAreListedByTimeDeletedAndExpire() {
        Note first = new Note("n2", minute(0), "Doors open", NOON, "ann");
        Note second = new Note("n1", minute(1), "Break", NOON, "bob");
        assertThat(storage.addNote(RED, second, 2)).isTrue();
        assertThat(storage.addNote(RED, first, 2)).isTrue();
        assertThat(storage.addNote(RED, new Note("n3", NOON, "One too many", NOON, "bob"), 2))
                .isFalse();

        assertThat(storage.notes(RED)).containsExactly(first, second);
        assertThat(storage.deleteNote(BLUE, first.id())).isFalse();
        assertThat(storage.deleteNote(RED, first.id())).isTrue();
        assertThat(storage.deleteNotesBefore(minute(2), 10)).isEqualTo(1);
        assertThat(storage.notes(RED)).isEmpty();
    }

    @Test
    void sharesAreFoundByTheHashOfTheirTokenUntilTheyAreDeleted() {
        Share share = new Share("s1", RED, NOON, "ann", NOON.plusSeconds(60));
        assertThat(storage.addShare(share, "hash-1", 1)).isTrue();
        assertThat(storage.addShare(new Share("s2", RED, NOON, "ann", null), "hash-2", 1))
                .isFalse();

        assertThat(storage.share("hash-1")).contains(share);
        assertThat(storage.shares(RED)).containsExactly(share);
        assertThat(storage.deleteShare(BLUE, "s1")).isFalse();
        assertThat(storage.deleteShare(RED, "s1")).isTrue();
        assertThat(storage.share("hash-1")).isEmpty();
    }

    @Test
    void theNewestDataIsAtMostADayOlderThanStated() {
        assertThat(storage.newestData()).isEmpty();
        storage.keep(RED, snapshot(0, 5, "run"));

        assertThat(storage.newestData().orElseThrow()).isBetween(NOON.minus(Duration.ofDays(1)), NOON);
        storage.mark(RED, new Marker(minute(5), Marker.Kind.SOLD, 1, null));
        assertThat(storage.newestData()).contains(minute(5));
    }

    private List<Snapshot> kept(AuctionId id, Period period) {
        List<Snapshot> all = new ArrayList<>();
        storage.snapshots(id, period, Storage.Detail.ALL, stored -> all.add(stored.snapshot()));
        return all;
    }

    private static Instant minute(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    private static Snapshot snapshot(int minute, int viewers, @Nullable String source) {
        return Minute.steady(minute, viewers).source(source).snapshot();
    }

    private static List<Object> inParallel(List<Callable<Object>> tasks) throws Exception {
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

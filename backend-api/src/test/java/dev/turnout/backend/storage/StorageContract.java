package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Storage.Kept;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/** What every {@link Storage} does, whichever database it is. */
public abstract class StorageContract {

    private static final Instant NOON = Minute.NOON;
    private static final AuctionId RED = new AuctionId("red");
    private static final AuctionId BLUE = new AuctionId("blue");

    @TempDir
    Path folder = Path.of("");

    private Storage storage;

    /** A storage that keeps its data in a folder, not started. */
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
                .unique(500, "c2s=")
                .ended(Map.of("30", 4, "+Inf", 2))
                .sections(Map.of("lot-1", 400, "", 75))
                .snapshot();
        storage.keep(RED, full);
        restart();

        assertThat(kept(RED, Period.ALWAYS)).containsExactly(full);
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

        assertThat(storage.newestSnapshots(RED, 2))
                .extracting(Snapshot::viewerCount)
                .containsExactly(3, 4, 44);
        assertThat(storage.newestSnapshots(BLUE, 2)).isEmpty();
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

    private List<Snapshot> kept(AuctionId id, Period period) {
        List<Snapshot> all = new ArrayList<>();
        storage.snapshots(id, period, all::add);
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

package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The behaviour of every {@link Storage}, whichever database it uses. */
public abstract class StorageContract extends SnapshotContract {

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
}

package dev.turnout.backend.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Auctions, their switches and what is deleted with them. */
interface AuctionContract extends StorageUnderTest {

    @Test
    default void auctionsAreListedNewestFirstAndOutliveARestart() {
        restart();

        assertThat(storage().auctions()).extracting(Auction::id).containsExactly(BLUE, RED);
        assertThat(storage().auction(RED)).contains(Auction.scheduled(RED, "Red", true, NOON));
        assertThat(storage().auction(new AuctionId("green"))).isEmpty();
    }

    @Test
    default void anIdIsTakenOnlyOnce() {
        assertThat(storage().addAuction(Auction.scheduled(RED, "Other", false, NOON), "bob"))
                .isFalse();
        assertThat(storage().auction(RED).orElseThrow().title()).isEqualTo("Red");
    }

    @Test
    default void everyTurnOfTheSwitchIsRecordedAndNothingElseIs() {
        storage().changeAuction(RED, "bob", NOON.plusSeconds(10), auction -> auction.switched(false));
        storage().changeAuction(RED, "bob", NOON.plusSeconds(20), auction -> auction.switched(false));
        storage().changeAuction(RED, "cat", NOON.plusSeconds(30), auction -> auction.titled("Crimson"));
        storage().changeAuction(RED, "dan", NOON.plusSeconds(40), auction -> auction.switched(true));

        assertThat(storage().switches(RED, 10))
                .containsExactly(
                        new AnalyticsSwitch(true, NOON.plusSeconds(40), "dan"),
                        new AnalyticsSwitch(false, NOON.plusSeconds(10), "bob"),
                        new AnalyticsSwitch(true, NOON, "ann"));
        assertThat(storage().switches(RED, 1)).hasSize(1);
        assertThat(storage().switches(BLUE, 10)).isEmpty();
        assertThat(storage().newestSwitches())
                .isEqualTo(Map.of(RED, new AnalyticsSwitch(true, NOON.plusSeconds(40), "dan")));
    }

    @Test
    default void aChangeAnswersBeforeAndAfterAndKeepsTheTimes() {
        Storage.Changed changed = storage()
                .changeAuction(RED, "bob", NOON, auction -> auction.moved(AuctionStatus.LIVE, NOON.plusSeconds(5)))
                .orElseThrow();

        assertThat(changed.before().status()).isEqualTo(AuctionStatus.SCHEDULED);
        assertThat(changed.after().startedAt()).isEqualTo(NOON.plusSeconds(5));
        assertThat(storage().auction(RED)).contains(changed.after());
        assertThat(storage().changeAuction(new AuctionId("green"), "bob", NOON, auction -> auction))
                .isEmpty();
    }

    @Test
    default void changesAtTheSameTimeDoNotUndoEachOther() throws Exception {
        List<Callable<Object>> changes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            changes.add(() ->
                    storage().changeAuction(RED, "x", NOON, auction -> auction.titled(auction.title() + "+")));
            changes.add(() -> storage()
                    .changeAuction(RED, "x", NOON, auction -> auction.switched(!auction.enableViewerAnalytics())));
        }
        inParallel(changes);

        assertThat(storage().auction(RED).orElseThrow().title()).isEqualTo("Red" + "+".repeat(20));
        assertThat(storage().auction(RED).orElseThrow().enableViewerAnalytics()).isTrue();
        assertThat(storage().switches(RED, 100)).hasSize(21);
    }

    @Test
    default void aDeletedAuctionTakesEverythingWithIt() {
        storage().store(RED, snapshot(0, 5, "run"));
        storage().mark(RED, new Marker(NOON, Marker.Kind.SOLD, 5, "\"gone\""));

        assertThat(storage().deleteAuction(RED)).isTrue();
        assertThat(storage().deleteAuction(RED)).isFalse();
        storage().addAuction(Auction.scheduled(RED, "Red again", false, NOON), "bob");

        assertThat(kept(RED, Period.ALWAYS)).isEmpty();
        assertThat(storage().markers(RED, Period.ALWAYS, 10)).isEmpty();
        assertThat(storage().switches(RED, 10)).isEmpty();
    }
}

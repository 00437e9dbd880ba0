package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.storage.Marker;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LotsTest {

    private static Marker bid(int second, @Nullable String data) {
        return new Marker(NOON.plusSeconds(second), Marker.Kind.BIDDING, 10, data);
    }

    private static Marker sale(int second, @Nullable String data) {
        return new Marker(NOON.plusSeconds(second), Marker.Kind.SOLD, 12, data);
    }

    @Test
    void aLotReachesFromItsFirstBidToItsSale() {
        List<Lots.Group> lots =
                Lots.of(List.of(bid(0, "{\"name\":\"Mara\"}"), bid(5, null), sale(9, "\"Sold\""), bid(20, null)));

        assertThat(lots).extracting(Lots.Group::name).containsExactly("Mara", null);
        assertThat(lots.get(0).bids()).isEqualTo(2);
        assertThat(lots.get(0).opening()).isEqualTo(bid(0, "{\"name\":\"Mara\"}"));
        assertThat(lots.get(0).hammer()).isEqualTo(sale(9, "\"Sold\""));
        assertThat(lots.get(1).hammer()).isNull();
    }

    @Test
    void aBidForAnotherNameBeginsAnotherLot() {
        List<Lots.Group> lots = Lots.of(List.of(
                bid(0, "{\"player\":{\"name\":\"Mara\"}}"),
                bid(1, "{\"playerName\":\"Mara\"}"),
                bid(2, "{\"title\":\"Tom\"}"),
                sale(3, "{\"player\":\"Tom\"}")));

        assertThat(lots).extracting(Lots.Group::name).containsExactly("Mara", "Tom");
        assertThat(lots).extracting(Lots.Group::bids).containsExactly(2, 1);
    }

    @Test
    void aSaleOfAnotherNameIsNotTheHammerOfTheLotBefore() {
        List<Lots.Group> lots = Lots.of(List.of(bid(0, "{\"name\":\"Mara\"}"), sale(9, "{\"name\":\"Tom\"}")));

        assertThat(lots).extracting(Lots.Group::name).containsExactly("Mara", "Tom");
        assertThat(lots.get(0).hammer()).isNull();
        assertThat(lots.get(1).opening()).isNull();
        assertThat(lots.get(1).hammer()).isEqualTo(sale(9, "{\"name\":\"Tom\"}"));
    }

    @Test
    void aSaleWithoutABidIsALotWithoutOpening() {
        assertThat(Lots.of(List.of(sale(0, "{}"), sale(1, null))))
                .hasSize(2)
                .allSatisfy(lot -> assertThat(lot.opening()).isNull());
        assertThat(Lots.of(List.of())).isEmpty();
    }
}

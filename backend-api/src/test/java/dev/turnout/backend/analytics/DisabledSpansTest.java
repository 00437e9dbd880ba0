package dev.turnout.backend.analytics;

import static dev.turnout.backend.analytics.Minutes.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.analytics.DisabledSpans.Disabled;
import dev.turnout.backend.storage.AnalyticsSwitch;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Period;
import dev.turnout.model.AuctionId;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisabledSpansTest {

    private static final AuctionId RED = new AuctionId("red");

    private static AnalyticsSwitch turned(boolean enabled, int second) {
        return new AnalyticsSwitch(enabled, NOON.plusSeconds(second), "ann");
    }

    private static List<Disabled> of(boolean enabled, Period period, AnalyticsSwitch... newestFirst) {
        return DisabledSpans.of(Auction.scheduled(RED, "Red", enabled, NOON), List.of(newestFirst), period);
    }

    @Test
    void anAuctionCreatedWithAnalyticsIsNotDisabled() {
        assertThat(of(true, Period.ALWAYS, turned(true, 0))).isEmpty();
    }

    @Test
    void anAuctionThatWasNeverEnabledIsDisabledSinceItsCreation() {
        assertThat(of(false, Period.ALWAYS)).containsExactly(new Disabled(NOON, null));
    }

    @Test
    void everySpanBetweenOffAndOnIsListed() {
        assertThat(of(false, Period.ALWAYS, turned(false, 40), turned(true, 30), turned(false, 20), turned(true, 10)))
                .containsExactly(
                        new Disabled(NOON, NOON.plusSeconds(10)),
                        new Disabled(NOON.plusSeconds(20), NOON.plusSeconds(30)),
                        new Disabled(NOON.plusSeconds(40), null));
    }

    @Test
    void spansOutsideThePeriodAreLeftOut() {
        Period period = new Period(NOON.plusSeconds(25), NOON.plusSeconds(35));

        assertThat(of(true, period, turned(false, 40), turned(true, 30), turned(false, 20), turned(true, 10)))
                .containsExactly(new Disabled(NOON.plusSeconds(20), NOON.plusSeconds(30)));
    }
}

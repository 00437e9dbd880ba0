package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatsTicketTest {

    private static final String OLD_KEY = "0f3a9c7e5b1d2468aa";
    private static final String NEW_KEY = "1f3a9c7e5b1d2468aa";
    private static final InternalKeys KEYS = InternalKeys.parse(OLD_KEY);
    private static final AuctionId RED = new AuctionId("red");
    private static final Instant EXPIRY = Instant.parse("2026-05-04T13:00:00Z");

    private final String ticket = StatsTicket.issue(KEYS, RED, EXPIRY);

    @Test
    void itIsValidForItsAuctionUntilItExpires() {
        assertThat(StatsTicket.isValid(KEYS, RED, ticket, EXPIRY.minusMillis(1)))
                .isTrue();
        assertThat(StatsTicket.isValid(KEYS, RED, ticket, EXPIRY)).isFalse();
        assertThat(StatsTicket.isValid(KEYS, new AuctionId("blue"), ticket, EXPIRY.minusMillis(1)))
                .isFalse();
    }

    @Test
    void bothKeysOfARotationAreAcceptedAndNoOther() {
        InternalKeys rotating = InternalKeys.parse(NEW_KEY + "," + OLD_KEY);
        Instant now = EXPIRY.minusSeconds(1);

        assertThat(StatsTicket.isValid(rotating, RED, ticket, now)).isTrue();
        assertThat(StatsTicket.isValid(InternalKeys.parse(NEW_KEY), RED, ticket, now))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", "x.y", "99999999999999999999.a", "9223372036854775807.a"})
    void anythingElseIsNotValid(String text) {
        assertThat(StatsTicket.isValid(KEYS, RED, text, EXPIRY)).isFalse();
    }

    @Test
    void aLaterExpiryNeedsAnotherSignature() {
        String later = EXPIRY.plusSeconds(60).getEpochSecond() + ticket.substring(ticket.indexOf('.'));

        assertThat(StatsTicket.isValid(KEYS, RED, later, EXPIRY)).isFalse();
    }
}

package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.HttpViewer;
import dev.turnout.acceptance.kit.MovableClock;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The wall clock of socket-server is set while people watch: nobody is dropped, and no minute is made up. */
class ClockTest {

    private final MovableClock clock = new MovableClock();

    @RegisterExtension
    final Product product = Product.withFakeBackend()
            .shortMinutes()
            .socket("PING_INTERVAL", "1s")
            .socket("PING_TIMEOUT", "2s")
            .socketClock(clock);

    private final String auction = product.newAuction();

    private final Viewer viewer = product.viewer().joins(auction);
    private final HttpViewer withoutSocket = product.httpViewer().joins(auction);

    @Test
    void aClockSetForwardAndBackByAnHourDropsNobody() {
        viewer.sees(2);
        int before = viewer.counts().size() - 1;
        product.fakeBackend().awaitAccepted(auction, 1);
        for (Duration difference : List.of(Duration.ofHours(1), Duration.ZERO)) {
            clock.set(difference);
            awaitMinutesAt(difference);
        }
        assertThat(withoutSocket.heartbeat().status()).isEqualTo(200);
        assertThat(viewer.isDisconnected()).isFalse();
        assertThat(viewer.counts().subList(before, viewer.counts().size())).allMatch(count -> count.intValue() == 2);
        assertThat(product.fakeBackend().accepted(auction))
                .as("minutes that were observed, none for the hour that was skipped")
                .hasSizeLessThan(60)
                .extracting(minute -> minute.path("timestamp").asText())
                .doesNotHaveDuplicates();
    }

    /** Some minutes of a second: longer than ping interval and timeout. */
    private void awaitMinutesAt(Duration difference) {
        Instant now = Instant.now().plus(difference);
        product.fakeBackend()
                .awaitAccepted(auction, product.fakeBackend().accepted(auction).size() + 4);
        eventually(() -> assertThat(Instant.parse(newest().path("timestamp").asText()))
                .isBetween(now.minusSeconds(2), now.plusSeconds(60)));
        assertThat(newest().path("viewerCount").asInt()).isEqualTo(2);
    }

    private JsonNode newest() {
        List<JsonNode> minutes = product.fakeBackend().accepted(auction);
        return minutes.get(minutes.size() - 1);
    }
}

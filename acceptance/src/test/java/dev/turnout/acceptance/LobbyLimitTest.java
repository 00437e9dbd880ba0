package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Tab;
import dev.turnout.acceptance.kit.Viewer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code LOBBY_WATCHES}: what all sessions of the lobby may watch together. */
class LobbyLimitTest {

    @RegisterExtension
    static final BrowserKit browser = new BrowserKit();

    @RegisterExtension
    final Product product = Product.withFakeBackend()
            .socket("LOBBY_WATCHES", "1")
            .socket("ALLOWED_ORIGIN", browser.website().origin());

    private final String watched = product.newAuction();
    private final String auction = product.newAuction();

    private JsonNode watches(Viewer lobby, String id) {
        return lobby.emitsForAck("watchCounts", Json.of("['" + id + "']"));
    }

    @Test
    void aListBeyondItIsRefusedWhileTheListsOfOthersStay() {
        Viewer first = product.viewer().entersLobby();
        Viewer second = product.viewer().entersLobby();
        assertThat(watches(first, watched)).isEqualTo(Json.of("{'" + watched + "':0}"));
        assertThat(watches(second, auction).path("error").asText()).contains("too many");
        assertThat(watches(second, watched))
                .as("what is watched already costs nothing more")
                .isEqualTo(Json.of("{'" + watched + "':0}"));
        product.viewer().joins(watched);
        first.receives("viewerCounts", Json.of("{'" + watched + "':1}"));
        second.receives("viewerCounts", Json.of("{'" + watched + "':1}"));
        assertThat(product.socketServer().metric("turnout_lobby_refused_total")).isEqualTo(1);
    }

    @Test
    void aPassiveBadgeThatIsRefusedPollsAndSendsItsListAgain() {
        Viewer first = product.viewer().entersLobby();
        watches(first, watched);
        product.viewer().joins(auction);
        Tab tab = browser.opensPage(product, "<turnout-badge passive auction='" + auction + "'></turnout-badge>");
        eventually(Duration.ofSeconds(30), () -> tab.hasStatus("polling").shows("1"));
        assertThat(tab.console()).anyMatch(line -> line.contains("refuses to send counts"));
        first.leaves();
        eventually(Duration.ofSeconds(60), () -> tab.hasStatus("live"));
        product.viewer().joins(auction);
        tab.shows("2").hasStatus("live");
    }

    @Test
    void badgesWhoseListHasGrownTooLongAreShownCurrentCountsAllTheSame() {
        product.viewer().joins(auction);
        Tab tab = browser.opensPage(product, "<turnout-badge passive auction='" + auction + "'></turnout-badge>");
        tab.shows("1").hasStatus("live");
        tab.evaluate("() => { const more = document.createElement('turnout-badge'); more.setAttribute('passive', '');"
                + " more.setAttribute('auction', '" + watched + "'); document.querySelector('main').append(more); }");
        product.viewer().joins(auction);
        eventually(Duration.ofSeconds(45), () -> tab.hasStatus("polling").shows("2"));
        tab.evaluate("document.querySelector('turnout-badge:last-child').remove()");
        eventually(Duration.ofSeconds(60), () -> tab.hasStatus("live"));
    }
}

package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Tab;
import dev.turnout.acceptance.kit.Viewer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page kit in Chromium while the network, the sockets or the server are away. */
@Order(2)
class KitOutageTest {

    @RegisterExtension
    static final BrowserKit browser = new BrowserKit();

    @RegisterExtension
    static final Product product =
            Product.withFakeBackend().socket("ALLOWED_ORIGIN", browser.website().origin());

    private final String auction = product.newAuction();

    private Tab opensBadge() {
        return browser.opensPage(product, "<turnout-badge auction='" + auction + "'></turnout-badge>");
    }

    @Test
    void withoutSocketsItPollsWithinThirtySecondsAndReturnsByItselfAndNeverStepsBack() {
        browser.blocksSockets(true);
        Viewer other = product.viewer().joins(auction).sees(1);
        Tab tab = opensBadge();
        eventually(Duration.ofSeconds(30), () -> tab.hasStatus("polling").shows("2"));
        other.sees(2);
        tab.recordsCounts();

        product.viewer().joins(auction);
        browser.blocksSockets(false);
        product.viewer().joins(auction);
        eventually(Duration.ofSeconds(30), () -> tab.hasStatus("live").shows("4"));
        other.sees(4);
        assertThat(tab.recordedCounts()).isSorted();
        assertThat(other.counts()).as("counted once while it changes over").allMatch(count -> count.intValue() <= 4);
    }

    @Test
    void aHiddenPageOnPollingIsGrantedTheLongLease() {
        browser.blocksSockets(true);
        Tab tab = opensBadge();
        eventually(Duration.ofSeconds(30), () -> tab.hasStatus("polling").shows("1"));
        var heartbeat = tab.page()
                .waitForResponse(
                        response -> response.url().endsWith("/viewer/heartbeat"),
                        () -> tab.evaluate(
                                "() => { Object.defineProperty(document, 'visibilityState', {value: 'hidden'});"
                                        + " document.dispatchEvent(new Event('visibilitychange')); }"));
        assertThat(heartbeat.text()).contains("\"expiresInSeconds\":150");
    }

    @Test
    void offlineItKeepsTheNumberAndOnlineItIsCountedAgain() {
        Viewer other = product.viewer().joins(auction).sees(1);
        Tab tab = opensBadge().shows("2");
        browser.context().setOffline(true);
        tab.hasStatus("offline").shows("2");
        other.sees(1);
        browser.context().setOffline(false);
        tab.hasStatus("live").shows("2");
        other.sees(2);
    }

    @Test
    void aServerThatIsKilledAndStartedIsFoundAgain() {
        Tab counted = opensBadge().shows("1");
        Tab passive = browser.opensPage(product, "<turnout-badge passive auction='" + auction + "'></turnout-badge>");
        passive.shows("1").hasStatus("live");
        product.socketServer().kill();
        counted.hasStatus("offline").shows("1");
        passive.hasStatus("offline").shows("1");
        product.socketServer().restart();
        product.viewer().joins(auction);
        counted.hasStatus("live").shows("2");
        passive.hasStatus("live").shows("2");
    }

    @Test
    void aSlowNetworkDelaysTheNumberAndChangesNothingElse() {
        Viewer other = product.viewer().joins(auction).sees(1);
        Tab tab = browser.opens("about:blank");
        JsonObject slow = new JsonObject();
        slow.addProperty("offline", false);
        slow.addProperty("latency", 800);
        slow.addProperty("downloadThroughput", 30_000);
        slow.addProperty("uploadThroughput", 10_000);
        browser.context().newCDPSession(tab.page()).send("Network.emulateNetworkConditions", slow);
        tab.page()
                .navigate(browser.website().origin()
                        + browser.page(product, "<turnout-badge auction='" + auction + "'></turnout-badge>", Map.of()));
        tab.shows("2").hasStatus("live");
        product.viewer().joins(auction);
        tab.shows("3");
        assertThat(other.sees(3).counts()).allMatch(count -> count.intValue() <= 3);
    }
}

package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Json;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The public live page of an auction in a real browser. */
@Order(2)
class LivePageTest {

    @RegisterExtension
    static final Product product =
            Product.withBothServers().socket("ALLOWED_ORIGIN", "*").backend("FRAME_ANCESTORS", "https://*.example.com");

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    private final String id = product.newAuction();
    private final Http admin = product.admin().createsAuction(id).http();

    private Page open(Page page, String query) {
        product.socketServer();
        page.navigate("http://127.0.0.1:" + product.backendApi().port() + "/live/" + id + query);
        return page;
    }

    private void publish(String kind, String body) {
        assertThat(admin.post("/api/v1/auctions/" + id + "/" + kind, body).status())
                .isEqualTo(200);
    }

    @Test
    void itShowsCountPeakPlayerSaleAndStatus() {
        Page page = open(chrome.page(), "");
        assertThat(page.locator("#count")).hasText("1");
        product.viewer().joins(id).sees(2).leaves();
        assertThat(page.locator("#count")).hasText("1");
        assertThat(page.locator("#peak")).hasText("2");
        assertThat(page.locator("#connection")).hasText("Live");

        publish("player-bidding", "{\"name\":\"Mara Oyelaran\",\"currentBid\":1250000,\"team\":\"River Hawks\"}");
        assertThat(page.locator("#name")).hasText("Mara Oyelaran");
        assertThat(page.locator("#facts")).containsText("1,250,000");
        publish("player-sold", "{\"player\":\"Mara Oyelaran\",\"soldTo\":\"River Hawks\",\"soldPrice\":1250000}");
        assertThat(page.locator(".toast")).hasText("Mara Oyelaran sold to River Hawks for 1,250,000");
        admin.patch("/api/v1/auctions/" + id, "{\"status\":\"live\"}");
        assertThat(page.locator("#phase")).hasText("Live");
        Chrome.screenshot(page, "live");
        assertThat(Chrome.accessibilityFaults(page)).isEqualTo(List.of());
    }

    @Test
    void whoComesLaterSeesTheCurrentPlayerAndTheSales() {
        product.socketServer();
        publish("player-bidding", "{\"name\":\"Jon Fischer\"}");
        publish("player-sold", "{\"name\":\"Jon Fischer\",\"soldTo\":\"River Hawks\"}");
        publish("player-bidding", "{\"name\":\"Mara \\\"<b>{{title}}\",\"currentBid\":5}");
        Page page = open(chrome.page(), "");
        assertThat(page.locator("#name")).hasText("Mara \"<b>{{title}}");
        assertThat(page.locator("#facts")).containsText("5");
        assertThat(page.locator("#sales li")).hasText(new String[] {"Jon Fischer sold to River Hawks"});
        assertThat(page.locator(".toast")).hasCount(0);
    }

    @Test
    void markupOfTheRoomIsShownAsText() {
        Page page = open(chrome.page(), "");
        assertThat(page.locator("#count")).hasText("1");
        publish("player-bidding", "{\"name\":\"<img src=x onerror='window.hacked=1'>\"}");
        publish("player-sold", "\"<script>window.hacked=1</script>\"");
        assertThat(page.locator("#name")).hasText("<img src=x onerror='window.hacked=1'>");
        assertThat(page.locator("#sales li")).hasText("<script>window.hacked=1</script>");
        assertThat(page.evaluate("window.hacked")).isNull();
    }

    @Test
    void theOverlayIsTransparentCompactAndNotCounted() {
        Page page = open(chrome.page(), "?overlay=1");
        assertThat(page.locator("#count")).hasText("0");
        Viewer viewer = product.viewer().joins(id).sees(1);
        assertThat(page.locator("#count")).hasText("1");
        for (String element : new String[] {"html", "body"}) {
            assertThat(page.locator(element)).hasCSS("background-color", "rgba(0, 0, 0, 0)");
        }
        assertThat(page.locator("header")).hasCSS("clip-path", "inset(50%)");
        publish("player-bidding", "{\"name\":\"Mara Oyelaran\",\"currentBid\":1250000}");
        publish("player-sold", "\"Mara Oyelaran sold\"");
        assertThat(page.locator(".toast")).isVisible();
        assertThat(page.locator("#name")).hasText("Mara Oyelaran");
        Chrome.screenshot(page, "overlay");
        assertThat(Chrome.accessibilityFaults(page)).isEqualTo(List.of());
        viewer.leaves();
        assertThat(page.locator("#count")).hasText("0");
        assertThat(viewer.counts()).allMatch(count -> count.intValue() == 1);
        assertThat(page.locator("#peak")).hasText("1");
    }

    @Test
    void anOverlayThatTheLobbyHasRefusedShowsTheCountWhenThereIsRoom() {
        Product full = product.another(
                Product.withBothServers().socket("ALLOWED_ORIGIN", "*").socket("LOBBY_WATCHES", "1"));
        Viewer first = full.viewer().entersLobby();
        first.emitsForAck("watchCounts", Json.of("['" + full.newAuction() + "']"));
        full.admin().createsAuction(id);
        full.viewer().joins(id).sees(1);
        Page page = chrome.page();
        page.clock().install();
        page.navigate("http://127.0.0.1:" + full.backendApi().port() + "/live/" + id + "?overlay=1");
        eventually(() -> assertThat(full.socketServer().metric("turnout_lobby_refused_total"))
                .isPositive());
        first.leaves();
        eventually(() ->
                assertThat(full.socketServer().metric("turnout_lobby_watches")).isZero());
        page.clock().fastForward(20_000);
        assertThat(page.locator("#count")).hasText("1", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    }

    @Test
    void aPageThatWasRefusedConnectsWhenThereIsRoom() {
        Product full = product.another(
                Product.withBothServers().socket("ALLOWED_ORIGIN", "*").socket("NEW_ROOMS_PER_MINUTE", "20"));
        Page page = chrome.page();
        page.clock().install();
        String refused = "The server refused the connection, trying again: ";
        Locator connection = page.locator("#connection");
        eventually(() -> {
            watchNewAuctionsUntilRefused(full);
            page.navigate("http://127.0.0.1:" + full.backendApi().port() + "/live/" + full.newAuction());
            connection
                    .filter(new Locator.FilterOptions().setHasText(Pattern.compile("Live|refused")))
                    .waitFor();
            assertThat(connection.textContent()).startsWith(refused);
        });
        eventually(() -> {
            if (connection.textContent().startsWith(refused)) {
                page.clock().fastForward(20_000);
            }
            assertThat(connection.textContent()).isEqualTo("Live");
        });
    }

    private static void watchNewAuctionsUntilRefused(Product product) {
        Http http = product.socketServer().http();
        int status;
        do {
            status = http.post("/api/stream/" + product.newAuction() + "/viewer/join", "{}")
                    .status();
        } while (status == 200);
        assertThat(status).isEqualTo(429);
    }

    @Test
    void theConnectionStateFollowsSocketServerAndThePhoneHasNoOverflow() {
        Page page = open(chrome.phone(), "");
        Locator connection = page.locator("#connection");
        assertThat(connection).hasText("Live");
        Locator overlay = open(chrome.page(), "?overlay=1").locator(".count");
        assertThat(overlay).hasCSS("opacity", "1");
        assertThat(Chrome.overflow(page)).isZero();
        product.socketServer().kill();
        assertThat(connection)
                .hasText(Pattern.compile("(Connection lost|No connection), trying again… Count as of \\d.*"));
        assertThat(overlay).hasCSS("opacity", "0.4");
        product.socketServer().restart();
        assertThat(connection).hasText("Live");
        assertThat(overlay).hasCSS("opacity", "1");
        assertThat(page.locator("#count")).hasText("1");
    }

    @Test
    void aClosedPageIsNoLongerCounted() {
        Page page = open(chrome.page(), "");
        assertThat(page.locator("#count")).hasText("1");
        page.navigate("about:blank");
        product.viewer().joins(id).sees(1);
    }
}

package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Frame;
import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.SnapshotHistory;
import dev.turnout.acceptance.kit.Tab;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code FRAME_ANCESTORS}: the live page and read-only links in frames of other sites. */
class FramingTest {

    @RegisterExtension
    static final BrowserKit browser = new BrowserKit();

    @RegisterExtension
    static final Product product = Product.withBothServers()
            .socket("ALLOWED_ORIGIN", "*")
            .backend("FRAME_ANCESTORS", browser.website().origin());

    private final String auction = product.newAuction();

    /** A page of this origin that shows a page of backend-api in a frame. */
    private static Tab frames(String origin, String path) {
        product.socketServer();
        String page = "/frame-" + Integer.toHexString(path.hashCode());
        browser.website()
                .page(
                        page,
                        "<!doctype html><iframe src='http://127.0.0.1:"
                                + product.backendApi().port() + path + "'></iframe>",
                        Map.of());
        return browser.opens(origin + page);
    }

    private static Frame frame(Tab tab) {
        return tab.page().frames().get(1);
    }

    private String share() {
        product.admin().createsAuction(auction);
        new SnapshotHistory(product.backendApi().http(), auction).minutes(30, 1, 6);
        return "/share#"
                + product.admin()
                        .http()
                        .post("/api/v1/auctions/" + auction + "/shares", "{}")
                        .json()
                        .path("token")
                        .asText();
    }

    @Test
    void aListedSiteShowsTheLivePageAndAReadOnlyLink() {
        String listed = browser.website().origin();
        Tab live = frames(listed, "/live/" + auction);
        eventually(() ->
                assertThat(frame(live).locator("#count").allTextContents()).containsExactly("1"));
        Tab share = frames(listed, share());
        eventually(() -> assertThat(frame(share).locator(".figures").allTextContents())
                .singleElement()
                .asString()
                .contains("6"));
    }

    @Test
    void anotherSiteShowsNeither() {
        String other = browser.website().foreignOrigin();
        for (String path : new String[] {"/live/" + auction, share()}) {
            assertRefused(frames(other, path));
        }
        product.viewer().joins(auction).sees(1);
    }

    @Test
    void theDashboardIsShownInNoFrame() {
        assertRefused(frames(browser.website().origin(), "/"));
    }

    private static void assertRefused(Tab tab) {
        eventually(() -> assertThat(tab.console())
                .anySatisfy(line -> assertThat(line).contains("frame-ancestors").contains("127.0.0.1")));
        assertThat(frame(tab).locator("main").count()).isZero();
    }
}

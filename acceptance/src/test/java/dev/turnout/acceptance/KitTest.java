package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Tab;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.testkit.clients.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The badge of the page kit in Chromium: what it counts and shows. */
class KitTest {

    @RegisterExtension
    static final BrowserKit browser = new BrowserKit();

    @RegisterExtension
    static final Product product =
            Product.withFakeBackend().socket("ALLOWED_ORIGIN", browser.website().origin());

    private final String auction = product.newAuction();

    private static String badge(String auction) {
        return "<turnout-badge auction='" + auction + "'></turnout-badge>";
    }

    private Tab opensBadge() {
        return browser.opensPage(product, badge(auction));
    }

    @Test
    void fiveTabsAreFiveAndAClosedOneIsGone() {
        List<Tab> tabs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tabs.add(opensBadge());
        }
        tabs.forEach(tab -> tab.shows("5"));
        tabs.get(4).close();
        tabs.subList(0, 4).forEach(tab -> tab.shows("4"));
    }

    @Test
    void aReloadIsNeverCountedTwiceAndDoesNotFlickerWhereDropsHaveAGracePeriod() {
        Viewer other = product.viewer().joins(auction).sees(1);
        Tab observer = browser.opensPage(
                product, "<turnout-badge auction='" + auction + "' passive drop-grace='30'></turnout-badge>");
        Tab tab = opensBadge().shows("2");
        observer.shows("2");
        observer.evaluate("() => { const count = document.querySelector('turnout-badge').shadowRoot"
                + ".querySelector('[part=count]'); window.shown = []; new MutationObserver(() =>"
                + " window.shown.push(count.textContent)).observe(count, {childList: true}); }");
        for (int i = 0; i < 5; i++) {
            tab.reloads().shows("2");
        }
        other.sees(2);
        assertThat(other.counts()).allMatch(count -> count.intValue() <= 2);
        observer.shows("2");
        assertThat((List<?>) observer.evaluate("[...new Set(window.shown)]")).allMatch("2"::equals);
    }

    @Test
    void aReloadReplacesItsHalfOpenPredecessorAtOnce() {
        Viewer other = product.viewer().joins(auction).sees(1);
        try (TcpProxy proxy = TcpProxy.to(product.socketServer().port())) {
            String page = browser.page(
                    product,
                    "<turnout-badge auction='" + auction + "' server='http://127.0.0.1:" + proxy.port()
                            + "'></turnout-badge>",
                    Map.of());
            Tab tab = browser.opens(browser.website().origin() + page).shows("2");
            proxy.stopForwarding();
            tab.page().navigate(browser.website().origin() + browser.page(product, "elsewhere", Map.of()));
            proxy.resumeForwarding();
            other.sees(2);
            tab.page().navigate(browser.website().origin() + page);
            tab.shows("2");
            assertThat(other.counts()).allMatch(count -> count.intValue() <= 2);
        }
    }

    @Test
    void aReloadIsNotCountedTwiceWithoutRecoveryEither() {
        Product withoutRecovery = product.another(Product.withFakeBackend()
                .socket("ALLOWED_ORIGIN", browser.website().origin())
                .socket("RECOVERY_TIME", "0s"));
        Viewer other = withoutRecovery.viewer().joins(auction).sees(1);
        Tab tab = browser.opensPage(withoutRecovery, badge(auction)).shows("2");
        tab.reloads().shows("2");
        other.sees(2);
        assertThat(other.counts()).allMatch(count -> count.intValue() <= 2);
    }

    /** A browser copies sessionStorage to a tab that a page opens, as it does for a duplicated tab. */
    @Test
    void aTabWithACopyOfTheStorageDoesNotReplaceTheOneItWasCopiedFrom() {
        Tab tab = opensBadge().shows("1");
        tab.evaluate("() => { window.open(location.href); }");
        tab.shows("2").reloads().shows("2");
        assertThat(product.internalApi().count(auction)).isEqualTo(2);
    }

    @Test
    void aPageThatReturnsFromTheBackForwardCacheCountsAgain() {
        Viewer other = product.viewer().joins(auction).sees(1);
        Tab tab = opensBadge().shows("2");
        tab.evaluate("() => { window.addEventListener('pageshow', (event) => document.body.dataset.persisted ="
                + " event.persisted); }");
        tab.page().navigate(browser.website().origin() + browser.page(product, "elsewhere", Map.of()));
        other.sees(1);
        tab.goesBack();
        other.sees(2);
        tab.shows("2");
        assertThat(tab.evaluate("document.body.dataset.persisted")).isEqualTo("true");
    }

    @Test
    void twoAuctionsTakeOneConnectionEachHoweverManyBadges() {
        String second = product.newAuction();
        product.viewer().joins(second).sees(1);
        Tab tab = browser.opensPage(
                product, badge(auction).repeat(3) + "<p>" + badge(second).repeat(2) + "</p>");
        tab.shows("1").shows("p [part=count]", "2");
        assertThat(tab.webSockets()).hasSize(2);
    }

    @Test
    void theBadgeTheFunctionAndAnUnmodifiedClientShowTheSameNumber() {
        String server = product.socketServer().url();
        Tab tab = browser.opensPage(
                product, badge(auction) + "<b></b><i></i><script src='" + server + "/auction/socket.io.js'></script>");
        tab.evaluate(
                "() => { Turnout.watchCount('" + auction + "', ({count}) => document.querySelector('b').textContent ="
                        + " count); io('" + server + "', {path: '/auction/', query: {slug: 'auction-" + auction
                        + "'}}).on('viewerCountUpdate', (count) => document.querySelector('i').textContent = count); }");
        tab.shows("2").shows("b", "2").shows("i", "2");
        product.viewer().joins(auction);
        tab.shows("3").shows("b", "3").shows("i", "3");
    }

    @Test
    void aPassiveBadgeShowsTheCountAndIsNotCounted() {
        Viewer viewer = product.viewer().joins(auction).sees(1);
        Tab tab = browser.opensPage(product, "<turnout-badge passive auction='" + auction + "'></turnout-badge>");
        tab.shows("1").hasStatus("live");
        product.httpViewer().joins(auction);
        tab.shows("2");
        viewer.sees(2);
    }

    @Test
    void theTooltipListsThoseWhoArePresent() {
        product.viewer().withQuery("name", "Ann <b>").joins(auction);
        Tab tab = opensBadge().shows("2");
        tab.page().locator("turnout-badge [part=badge]").hover();
        tab.shows("turnout-badge [part=tooltip]", "Ann <b>");
        assertThat(tab.page().locator("turnout-badge [part=tooltip]").isVisible())
                .isTrue();
    }

    @Test
    void theSectionOfABadgeIsCountedWhileItIsThere() {
        Tab tab =
                browser.opensPage(product, "<turnout-badge auction='" + auction + "' section='lot-1'></turnout-badge>");
        tab.shows("1");
        awaitSections("{\"lot-1\":1}");
        tab.evaluate("document.querySelector('turnout-badge').setAttribute('section', 'lot-2')");
        awaitSections("{\"lot-2\":1}");
        tab.evaluate("document.querySelector('turnout-badge').removeAttribute('section')");
        awaitSections("{}");
    }

    private void awaitSections(String sections) {
        eventually(() -> assertThat(product.socketServer()
                        .http()
                        .get("/api/stream/" + auction + "/viewers")
                        .json()
                        .path("sections")
                        .toString())
                .isEqualTo(sections));
    }
}

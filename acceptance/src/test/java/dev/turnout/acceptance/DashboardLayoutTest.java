package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.SnapshotHistory;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard on screens of several sizes, with a keyboard, and with few and many auctions. */
@Order(1)
class DashboardLayoutTest {

    private static final int MANY = 3_000;

    @RegisterExtension
    static final Product product = Product.withBothServers().socket("ALLOWED_ORIGIN", "*");

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    private static DashboardUser user(Page page) {
        product.socketServer();
        return new DashboardUser(
                page, "http://127.0.0.1:" + product.backendApi().port());
    }

    /** An evening: the room fills, loses a quarter of an hour of data, and empties; bids, sales and a note. */
    private static String evening() {
        product.socketServer();
        String id = product.newAuction();
        Http admin = product.admin().createsAuction(id).http();
        new SnapshotHistory(product.backendApi().http(), id)
                .minutes(180, 75, minute -> audience(minute))
                .minutes(68, 68, minute -> audience(minute))
                .minutes(60, 1, minute -> audience(minute));
        String path = "/api/v1/auctions/" + id;
        admin.patch(path, "{\"status\":\"live\",\"title\":\"Spring player auction\"}");
        for (String name : List.of("Mara Oyelaran", "Jon Fischer", "Aiko Tan")) {
            admin.post(path + "/player-bidding", "{\"name\":\"" + name + "\",\"currentBid\":1250000}");
            admin.post(path + "/player-sold", "{\"name\":\"" + name + "\",\"soldTo\":\"River Hawks\"}");
        }
        admin.post(path + "/notes", "{\"text\":\"Stream restarted\"}");
        return id;
    }

    private static int audience(int minutesAgo) {
        double rise = 420 / (1 + Math.exp((minutesAgo - 140) / 12.0));
        return (int) (rise + 60 * Math.sin(minutesAgo / 9.0) + 25 * Math.sin(minutesAgo / 2.3) + 70);
    }

    @Test
    @Timeout(300)
    void pagesFitPhonesAndHaveNoAccessibilityFaults() {
        String id = evening();
        for (int i = 0; i < 5; i++) {
            product.admin().createsAuction(product.newAuction());
        }
        product.viewer().joins(id).sees(1);
        for (Page page : List.of(
                chrome.phone(),
                chrome.page(),
                chrome.page(new Browser.NewContextOptions()
                        .setViewportSize(1280, 900)
                        .setColorScheme(ColorScheme.DARK)))) {
            String suffix = page.viewportSize().width == 360
                    ? "-phone"
                    : page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
                                    .equals(true)
                            ? "-dark"
                            : "";
            DashboardUser user = user(page).opens("");
            assertThat(user.button("Log in")).isVisible();
            check(page, "login" + suffix);
            user.logsIn();
            assertThat(user.row(id)).isVisible();
            check(page, "auctions" + suffix);
            user.opensAuction(id);
            assertThat(page.locator(".live-large .live")).hasAttribute("data-status", "live");
            page.getByText("Show the chart as a table").click();
            check(page, "auction-table" + suffix);
            page.getByText("Show the chart as a table").click();
            check(page, "auction" + suffix);
        }
    }

    private static void check(Page page, String name) {
        Chrome.screenshot(page, name);
        assertThat(Chrome.overflow(page)).as(name + " is wider than the window").isZero();
        assertThat(Chrome.accessibilityFaults(page)).as(name).isEqualTo(List.of());
    }

    @Test
    void thePagesAreUsedWithTheKeyboardAlone() {
        String id = evening();
        Page page = chrome.page();
        user(page).opens("");
        assertThat(page.locator("input[type=password]")).isFocused();
        page.keyboard().type(Product.ADMIN_PASSWORD);
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Auctions");
        tabTo(page, "input[type=search]");
        page.keyboard().type(id);
        tabTo(page, "th a");
        page.keyboard().press("Enter");
        assertThat(page.locator("h1")).hasText("Spring player auction");
        assertThat(page.locator("#content")).isFocused();
        tabTo(page, "button[aria-pressed='false']");
        page.keyboard().press("Enter");
        assertThat(page.locator("button[aria-pressed='true']")).hasText("1h");
        tabTo(page, ".chart");
        page.keyboard().press("ArrowLeft");
        assertThat(page.locator("figure [aria-live]")).containsText("Maximum");
        page.goBack();
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue(id);
    }

    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < 40; i++) {
            page.keyboard().press("Tab");
            if (page.evaluate("selector => document.activeElement.matches(selector)", selector)
                    .equals(true)) {
                return;
            }
        }
        throw new AssertionError(selector + " is not reached with the Tab key");
    }

    @Test
    void anEmptyDashboardStatesWhatToDoNext() {
        Product empty = product.another(Product.withBothServers().backend("RETENTION_DAYS", "30"));
        Page page = chrome.page();
        DashboardUser user = new DashboardUser(
                        page, "http://127.0.0.1:" + empty.backendApi().port())
                .opens("")
                .logsIn();
        assertThat(page.locator(".first-steps code"))
                .containsText(
                        "<script src=\"http://127.0.0.1:" + empty.socketServer().port() + "/turnout.js\"");
        check(page, "first-start");
        user.button("New auction").click();
        assertThat(page.locator("dialog[open]")).containsText("one snapshot a minute, kept for 30 days");

        page.getByLabel("Title", new Page.GetByLabelOptions().setExact(true)).fill("Spring sale");
        page.getByLabel("Id", new Page.GetByLabelOptions().setExact(true)).fill("spring");
        user.button("Create").click();
        assertThat(page.locator(".first-steps code")).containsText("<turnout-badge auction=\"spring\">");
        page.getByText("Spring sale").click();
        assertThat(page.locator("#content code")).containsText("<turnout-badge auction=\"spring\">");
    }

    @Test
    void aPhoneSortsTheListAndZoomsTheChart() {
        String id = evening();
        Page page = chrome.phone();
        DashboardUser user = user(page).opens("").logsIn();
        user.button("Peak").tap();
        assertThat(page.getByRole(AriaRole.COLUMNHEADER).filter(new Locator.FilterOptions().setHasText("Peak")))
                .hasAttribute("aria-sort", "descending");
        user.opensAuction(id);
        user.button("1h").tap();
        assertThat(user.figure("Observed")).containsText("of 60 minutes");
        user.button("Zoom in").tap();
        assertThat(user.figure("Observed")).containsText(Pattern.compile("of (29|30|31) minutes"));
        user.button("Zoom out").tap();
        assertThat(user.figure("Observed")).containsText(Pattern.compile("of (5[5-9]|6[01]) minutes"));
        assertThat(Chrome.overflow(page)).isZero();
    }

    @Test
    @Timeout(300)
    void thousandsOfAuctionsAreShownInPages() {
        Product full = product.another(Product.withBothServers().socket("ALLOWED_ORIGIN", "*"));
        Http http = full.admin().http();
        IntStream.range(0, MANY)
                .parallel()
                .forEach(i -> http.post(
                        "/api/v1/auctions", "{\"id\":\"many-" + i + "\",\"title\":\"Auction number " + i + "\"}"));
        full.socketServer();
        Page page = chrome.page();
        DashboardUser user = new DashboardUser(
                        page, "http://127.0.0.1:" + full.backendApi().port())
                .opens("")
                .logsIn();
        assertThat(page.getByText(MANY + " auctions")).isVisible();
        assertThat(page.locator("tbody .live").first()).hasText("0");

        assertNoLongTask(page, () -> {
            page.getByRole(AriaRole.SEARCHBOX).fill("number 29");
            assertThat(page.getByText("111 of " + MANY + " auctions")).isVisible();
            page.getByRole(AriaRole.SEARCHBOX).fill("");
            user.button("Peak").click();
            user.button("Next").click();
            assertThat(page.getByText("Page 2 of 60")).isVisible();
            assertThat(page.locator("tbody tr")).hasCount(50);
            assertThat(page.locator("tbody .live").first()).hasText("0");
        });
    }

    private static void assertNoLongTask(Page page, Runnable actions) {
        assertThat(chrome.longestTaskMillis(page, actions))
                .as("CPU time of the longest task in milliseconds; 50 is the aim, the rest is for slow machines")
                .isLessThan(250);
    }

    @Test
    void ninetyDaysAreDrawnWithoutLongTasks() {
        product.socketServer();
        String id = product.newAuction();
        product.admin().createsAuction(id);
        new SnapshotHistory(product.backendApi().http(), id)
                .hoursOfDays(89, minute -> 500 + (int) (200 * Math.sin(minute / 700.0)))
                .minutes(1_439, 1, minute -> 500 + (int) (200 * Math.sin(minute / 37.0)));
        Page page = chrome.page();
        DashboardUser user = user(page).opens("").logsIn().opensAuction(id);
        // One minute of each hour and each minute of the newest day are drawn as as many points as all minutes.
        for (String range : List.of("90d", "30d", "24h", "all")) {
            assertNoLongTask(page, () -> {
                user.button(range).click();
                assertThat(user.figure("Observed"))
                        .containsText(Pattern.compile(
                                switch (range) {
                                    case "30d" -> "21[34]\\d of";
                                    case "24h" -> "14[34]\\d of";
                                    default -> "3551 of";
                                }));
                page.locator(".chart").focus();
                page.keyboard().press("ArrowLeft");
                assertThat(page.locator("figure [aria-live]")).containsText("Maximum");
            });
        }
        check(page, "ninety-days");
    }
}

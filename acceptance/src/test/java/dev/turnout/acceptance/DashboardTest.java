package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.SnapshotHistory;
import dev.turnout.acceptance.kit.Viewer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard of backend-api in a real browser. */
@Order(1)
class DashboardTest {

    @RegisterExtension
    static final Product product = Product.withBothServers().shortMinutes().socket("ALLOWED_ORIGIN", "*");

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    private static DashboardUser user(Page page) {
        product.socketServer();
        return new DashboardUser(
                page, "http://127.0.0.1:" + product.backendApi().port());
    }

    private static DashboardUser admin() {
        return user(chrome.page()).opens("").logsIn();
    }

    private static SnapshotHistory history(String auction) {
        return new SnapshotHistory(product.backendApi().http(), auction);
    }

    @Test
    void anAdminLogsInCreatesAnAuctionAndSwitchesItsAnalytics() {
        DashboardUser user = user(chrome.page()).opens("").logsIn("a wrong password");
        assertThat(user.page().getByRole(AriaRole.ALERT)).containsText("password");
        user.logsIn();
        String id = product.newAuction();
        user.button("New auction").click();
        user.page()
                .getByLabel("Title", new Page.GetByLabelOptions().setExact(true))
                .fill("Spring <b>sale</b>");
        user.page()
                .getByLabel("Id", new Page.GetByLabelOptions().setExact(true))
                .fill(id);
        user.button("Create").click();

        Locator row = user.row(id);
        assertThat(row).containsText("Spring <b>sale</b>");
        assertThat(user.analyticsSwitch(row)).isChecked();
        assertThat(row).containsText("Switched by admin");
        user.analyticsSwitch(row).click();
        assertThat(user.analyticsSwitch(row)).not().isChecked();
        eventually(() -> assertThat(product.admin()
                        .http()
                        .get("/api/v1/auctions/" + id)
                        .json()
                        .path("enableViewerAnalytics")
                        .asBoolean(true))
                .isFalse());
    }

    @Test
    void anAuctionIsEndedAndDeletedInTheListOnceThatIsConfirmed() {
        String id = product.newAuction();
        product.admin().createsAuction(id).http().patch("/api/v1/auctions/" + id, "{\"status\":\"live\"}");
        DashboardUser user = admin();
        Locator row = user.row(id);
        assertThat(user.page().locator("main")).containsText("one snapshot a minute, kept for 90 days");
        row.getByText("End", new Locator.GetByTextOptions().setExact(true)).click();
        user.button("Cancel").click();
        assertThat(row).containsText("Live");
        row.getByText("End", new Locator.GetByTextOptions().setExact(true)).click();
        user.page()
                .locator("dialog")
                .getByText("End", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(row).containsText("Ended");
        row.getByText("Delete").click();
        user.page()
                .locator("dialog")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(row).hasCount(0);
        assertThat(product.admin().http().get("/api/v1/auctions/" + id).status())
                .isEqualTo(404);
    }

    @Test
    void theNumberFollowsViewersWithoutCountingTheDashboard() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        DashboardUser user = admin();
        Locator live = user.row(id).locator(".live");
        assertThat(live).hasText("0");

        Viewer first = product.viewer().joins(id);
        product.viewer().joins(id).sees(2);
        assertThat(live).hasText("2");
        first.leaves();
        assertThat(live).hasText("1");
    }

    @Test
    void aMinuteAppearsOnTheCurveOfAnOpenPage() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        DashboardUser user = admin().opensAuction(id);
        assertThat(user.page().getByText("No snapshots in this range.")).isVisible();

        product.viewer().joins(id).sees(1);
        assertThat(user.page().getByText("Newest snapshot:")).isVisible();
        assertThat(user.figure("Peak")).containsText("1");
        assertThat(user.legend()).containsText("So far");
        user.page().getByText("Show the chart as a table").click();
        assertThat(user.page().getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Viewers over time")))
                .containsText("1");
    }

    @Test
    void gapsIsolatedMinutesAndDisabledSpansAreNamed() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        history(id).minutes(40, 31, 12).minutes(25, 25, 7).minutes(12, 5, 0);
        product.admin().switchesAnalytics(id, false);
        DashboardUser user = admin().opensAuction(id);

        assertThat(user.legend()).containsText("No data");
        assertThat(user.legend()).containsText("Single minute");
        assertThat(user.legend()).containsText("Analytics disabled");
        assertThat(user.page().getByText("Analytics is disabled: viewers are counted live"))
                .isVisible();
        assertThat(user.figure("Observed")).containsText(Pattern.compile("19 of 4\\d minutes"));
        Chrome.screenshot(user.page(), "gaps");
    }

    @Test
    void draggingZoomsAndTheKeyboardReadsExactValues() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        history(id).minutes(60, 1, 9);
        DashboardUser user = admin().opensAuction(id);

        Locator chart = user.page().getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Viewers over time"));
        chart.focus();
        user.page().keyboard().press("ArrowRight");
        assertThat(user.page().locator("figure [aria-live]")).containsText("Average 9");

        var box = chart.locator(".u-over").boundingBox();
        user.page().mouse().move(box.x + box.width * 0.25, box.y + 50);
        user.page().mouse().down();
        user.page().mouse().move(box.x + box.width * 0.5, box.y + 60);
        user.page().mouse().up();
        assertThat(user.button("Reset zoom")).isVisible();
        assertThat(user.figure("Observed")).containsText(Pattern.compile("1[3-7] of 1[3-7] minutes"));
        chart.focus();
        user.page().keyboard().press("Escape");
        assertThat(user.button("Reset zoom")).isHidden();
    }

    @Test
    void twoAuctionsAreComparedFromTheirStart() {
        String id = product.newAuction();
        String other = product.newAuction();
        product.admin().createsAuction(id).createsAuction(other);
        history(id).minutes(50, 1, 9);
        history(other).minutes(600, 570, 5);
        DashboardUser user = admin().opensAuction(id);
        user.page().getByLabel("Compare with").focus();
        user.page().getByLabel("Compare with").selectOption(other);

        assertThat(user.legend()).containsText("Auction " + id);
        assertThat(user.legend()).containsText("Auction " + other);
        assertThat(user.page().locator(".u-legend")).containsText("Time since start");
        user.page().getByText("Show both curves as a table").click();
        Locator table = user.page()
                .getByRole(AriaRole.REGION, new Page.GetByRoleOptions().setName("Show both curves as a table"));
        assertThat(table.getByRole(AriaRole.ROW).nth(1).locator("td")).hasText(new String[] {"9", "5"});
        Chrome.screenshot(user.page(), "comparison");
    }

    @Test
    void notesAreAddedShownOnTheTimeLineAndDeleted() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        history(id).minutes(30, 1, 4);
        DashboardUser user = admin().opensAuction(id);
        user.page()
                .getByLabel("Note", new Page.GetByLabelOptions().setExact(true))
                .fill("<img src=x onerror=alert(1)>");
        user.button("Add note").click();

        Locator note = user.page().locator(".notes li");
        assertThat(note).containsText("<img src=x onerror=alert(1)>");
        assertThat(user.legend()).containsText("Note");
        note.getByRole(AriaRole.BUTTON).first().click();
        user.page()
                .locator("dialog[open]")
                .getByText("Delete", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(note).hasCount(0);
    }

    @Test
    void theTimeOfANoteIsInTheZoneThatIsShown() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        Page page = chrome.page(new Browser.NewContextOptions().setTimezoneId("Asia/Tokyo"));
        DashboardUser user = user(page).opens("").logsIn().opensAuction(id);
        for (String zone : List.of("Asia/Tokyo", "UTC")) {
            page.getByLabel("Note", new Page.GetByLabelOptions().setExact(true)).fill("in " + zone);
            page.getByLabel("Time in " + zone + ", now if empty").fill("2026-01-02T12:00");
            user.button("Add note").click();
            assertThat(page.getByLabel("Note", new Page.GetByLabelOptions().setExact(true)))
                    .isEmpty();
            user.button("UTC").click();
        }
        JsonNode notes =
                product.admin().http().get("/api/v1/auctions/" + id + "/notes").json();
        assertThat(notes.path("notes").findValuesAsText("timestamp"))
                .containsExactlyInAnyOrder("2026-01-02T03:00:00Z", "2026-01-02T12:00:00Z");
    }

    @Test
    void aReadOnlyLinkShowsTheAuctionToAnotherBrowserUntilItIsRevoked() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        history(id).minutes(30, 1, 6);
        DashboardUser user = admin().opensAuction(id);
        user.button("Create link").click();
        String link = user.page().locator(".created-link code").textContent();
        assertThat(link).contains("/share#");

        Page guest = chrome.page();
        guest.navigate(link);
        assertThat(guest.locator("h1")).hasText("Auction " + id);
        assertThat(guest.locator(".figures")).containsText("6");
        assertThat(guest.getByText("Add note")).hasCount(0);
        assertThat(guest.getByRole(AriaRole.SWITCH)).hasCount(0);

        user.button("Revoke").first().click();
        user.page()
                .locator("dialog[open]")
                .getByText("Revoke", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(user.button("Revoke")).hasCount(0);
        guest.reload();
        assertThat(guest.getByRole(AriaRole.ALERT)).containsText("not valid");
        for (String forged : List.of("#share_forged", "#", link.substring(link.indexOf('#'), link.length() - 1))) {
            guest.navigate(link.replaceAll("#.*", forged));
            assertThat(guest.getByRole(AriaRole.ALERT)).containsText("not valid");
        }
        user.button("Create link").click();
        assertThat(user.page().locator(".created-link code")).not().hasText(link);
        guest.navigate(user.page().locator(".created-link code").textContent()); // in the same document
        assertThat(guest).hasTitle("Auction " + id + " · Turnout");
        assertThat(guest.locator(".figures")).containsText("6");
    }

    @Test
    void theDataIsExportedAsCsvAndAsOneFileReport() throws IOException {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        history(id).minutes(30, 1, 6);
        DashboardUser user = admin().opensAuction(id);
        user.page().getByText("Export").click();

        Download utc = user.page()
                .waitForDownload(() -> user.button("CSV, times in UTC").click());
        assertThat(Files.readString(utc.path())).startsWith("timestamp,").contains("Z,6,6,6,6,12");
        Download local = user.page()
                .waitForDownload(
                        () -> user.page().getByText("CSV for spreadsheets").click());
        assertThat(Files.readString(local.path()))
                .startsWith("\uFEFFtimestamp,")
                .containsPattern("\n\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:00,6,6,6,6,12,.*UTC[+-]\\d\\d:\\d\\d\r\n");
        Download report = user.page()
                .waitForDownload(() -> user.button("Report, one HTML file").click());
        assertThat(Files.readString(report.path()))
                .contains("Audience of Auction " + id, "<svg", "30 of 3")
                .doesNotContain("<script");
        Page file = chrome.phone();
        Path saved = Path.of("target", "screenshots", "report.html").toAbsolutePath();
        report.saveAs(saved);
        file.navigate(saved.toUri().toString());
        assertThat(file.locator("h1")).hasText("Audience of Auction " + id);
        assertThat(Chrome.accessibilityFaults(file)).isEqualTo(List.of());
        assertThat(Chrome.overflow(file)).isZero();
    }

    @Test
    void anExpiredSessionReturnsToWhereItWas() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        DashboardUser user = admin().opensAuction(id);
        user.page()
                .getByLabel("Note", new Page.GetByLabelOptions().setExact(true))
                .fill("half a sentence");
        user.page().context().clearCookies();
        user.button("7d").click();

        assertThat(user.page().getByText("Your session has expired")).isVisible();
        user.logsIn();
        assertThat(user.page().locator("#content h1")).hasText("Auction " + id);
        assertThat(user.page().getByLabel("Note", new Page.GetByLabelOptions().setExact(true)))
                .hasValue("half a sentence");
        assertThat(user.button("7d")).hasAttribute("aria-pressed", "true");
        assertThat(user.legend()).isVisible();
    }

    @Test
    void anOpenPageSurvivesARestartOfBackendApi() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        DashboardUser user = admin().opensAuction(id);
        product.backendApi().kill();
        user.button("7d").click();
        assertThat(user.page().getByText("backend-api does not respond").first())
                .isVisible();

        product.backendApi().restart();
        user.button("30d").click();
        assertThat(user.legend()).isVisible();
        product.viewer().joins(id).sees(1);
        assertThat(user.page().locator(".live-large")).containsText("1");
    }

    @Test
    void lotsHaveTheAudienceAtOpeningAndAtTheHammer() {
        String id = product.newAuction();
        product.admin().createsAuction(id);
        product.viewer().joins(id).sees(1);
        String path = "/api/v1/auctions/" + id;
        product.admin().http().post(path + "/player-bidding", "{\"name\":\"=cmd()\",\"currentBid\":5}");
        product.admin().http().post(path + "/player-sold", "{\"name\":\"=cmd()\",\"soldTo\":\"Hawks\"}");
        DashboardUser user = admin().opensAuction(id);

        Locator lot = user.row("=cmd()").first();
        assertThat(lot.locator("td").nth(1)).hasText("1");
        assertThat(lot.locator("td").nth(2)).hasText("1");
        assertThat(user.legend()).containsText("Sold");
    }
}

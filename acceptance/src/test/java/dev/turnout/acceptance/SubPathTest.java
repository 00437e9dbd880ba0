package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.SnapshotHistory;
import dev.turnout.acceptance.kit.StrippingProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages of backend-api below a path that a proxy removes. */
class SubPathTest {

    private static final String PATH = "/tools/turnout";

    @RegisterExtension
    static final Product product =
            Product.withBothServers().socket("ALLOWED_ORIGIN", "*").backend("BASE_PATH", PATH);

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    @Test
    void allPagesWorkBelowThePath() {
        product.socketServer();
        StrippingProxy proxy = product.closeAfterTest(StrippingProxy.start(PATH, product.backendApi()));
        String id = product.newAuction();
        product.admin().createsAuction(id);
        new SnapshotHistory(product.backendApi().http(), id).minutes(30, 1, 6);

        DashboardUser user =
                new DashboardUser(chrome.page(), proxy.url()).opens("").logsIn();
        assertThat(user.row(id).locator(".live")).hasText("0");
        user.opensAuction(id);
        assertThat(user.figure("Peak")).containsText("6");
        assertThat(user.page().context().cookies())
                .extracting(cookie -> cookie.path)
                .as("paths of the cookies")
                .allMatch(path -> path.startsWith(PATH));

        user.button("Create link").click();
        String link = user.page().locator(".created-link code").textContent();
        assertThat(link).startsWith(proxy.url() + "/share#");
        Page guest = chrome.page();
        guest.navigate(link);
        assertThat(guest.locator(".figures")).containsText("6");

        Page live = chrome.page();
        live.navigate(proxy.url() + "/live/" + id);
        assertThat(live.locator("#count")).hasText("1");
        assertThat(live.locator("#peak")).hasText("6");
        assertThat(user.page().locator(".live-large")).containsText("1");
    }

    @Test
    void anAddressThatIsAnsweredIsBelowThePathToo() {
        Http.Answer answer = product.admin().http().post("/api/v1/auctions", "{\"title\":\"Spring sale\"}");
        assertThat(answer.header("Location")).startsWith(PATH + "/api/v1/auctions/");
    }
}

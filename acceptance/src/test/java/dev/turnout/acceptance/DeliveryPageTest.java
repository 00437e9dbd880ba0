package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.Product;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the dashboard shows of the snapshots that backend-api does not have yet. */
class DeliveryPageTest {

    @RegisterExtension
    final Product product = Product.withBothServers().shortMinutes().socket("ALLOWED_ORIGIN", "*");

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    private DashboardUser admin() {
        product.socketServer();
        return new DashboardUser(
                        chrome.page(),
                        "http://127.0.0.1:" + product.backendApi().port())
                .opens("")
                .logsIn();
    }

    private static Locator delivery(DashboardUser user) {
        return user.page().locator(".delivery");
    }

    @Test
    void snapshotsThatWereRefusedAreShownAndSentAgain() {
        String id = product.newAuction();
        product.backendApi();
        product.viewer().joins(id).sees(1).leaves();
        eventually(
                () -> assertThat(product.internalApi().outbox().path("setAside").size())
                        .isEqualTo(1));

        DashboardUser user = admin();
        assertThat(delivery(user)).containsText("Set aside");
        assertThat(delivery(user).getByRole(AriaRole.ROWHEADER)).hasText("404");
        assertThat(Chrome.accessibilityFaults(user.page())).isEqualTo(List.of());
        assertThat(Chrome.overflow(user.page())).isZero();
        Chrome.screenshot(user.page(), "delivery");

        product.admin().createsAuction(id);
        user.button("Send again").click();
        assertThat(delivery(user)).containsText("Nothing waits");
        assertThat(delivery(user)).not().containsText("Set aside");
        eventually(() -> assertThat(product.admin()
                        .analytics(id, "timeRange=all")
                        .path("summary")
                        .path("overallPeak")
                        .asInt())
                .isEqualTo(1));
    }

    @Test
    void snapshotsThatWaitAreShownWithTheirAge() {
        product.socket("BACKEND_API_URL", "http://127.0.0.1:1");
        String id = product.newAuction();
        product.viewer().joins(id).sees(1);
        DashboardUser user = admin();
        assertThat(delivery(user)).containsText("the oldest minute began");
        assertThat(delivery(user)).containsText("as of");
        assertThat(delivery(user)).containsText("cannot deliver to backend-api");
    }

    @Test
    void anUnreachableSocketServerIsNamed() {
        DashboardUser user = admin();
        assertThat(delivery(user)).containsText("Nothing waits");
        product.socketServer().kill();
        user.page().reload();
        assertThat(delivery(user)).containsText("socket-server cannot be reached");
    }

    @Test
    void onlyAnAdminReadsTheOutbox() {
        assertThat(product.backendApi().http().get("/api/v1/outbox").status()).isEqualTo(401);
        assertThat(product.backendApi().http().post("/api/v1/outbox/retry", "").status())
                .isEqualTo(401);
    }
}

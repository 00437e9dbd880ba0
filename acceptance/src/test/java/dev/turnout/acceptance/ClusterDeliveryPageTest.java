package dev.turnout.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import dev.turnout.acceptance.kit.Chrome;
import dev.turnout.acceptance.kit.ClusterProduct;
import dev.turnout.acceptance.kit.DashboardUser;
import dev.turnout.acceptance.kit.Product;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard beside several socket-servers, each of which stores the snapshots of the auctions that it owns. */
class ClusterDeliveryPageTest {

    /** So many that each of two servers owns some of them. */
    private static final int AUCTIONS = 16;

    @RegisterExtension
    static final ClusterProduct cluster = ClusterProduct.of(2).shortMinutes().socket("ALLOWED_ORIGIN", "*");

    @RegisterExtension
    final Product product = Product.withBothServers();

    @RegisterExtension
    static final Chrome chrome = new Chrome();

    @Test
    void theOutboxOfEachServerIsShownAndSentAgain() {
        cluster.backend().answers(422);
        for (int i = 0; i < AUCTIONS; i++) {
            cluster.node(1).httpViewer().joins(product.newAuction());
        }
        product.backend("SOCKET_SERVER_URL", cluster.node(1).socketServer().url());
        String id = product.newAuction();
        product.admin().createsAuction(id);
        eventually(() -> assertThat(cluster.node(2).internalApi().outbox().path("others"))
                .singleElement()
                .satisfies(other -> assertThat(other.path("setAside")).isNotEmpty()));
        eventually(() -> assertThat(cluster.node(2).internalApi().outbox().path("setAside"))
                .isNotEmpty());

        DashboardUser user = new DashboardUser(
                        chrome.page(),
                        "http://127.0.0.1:" + product.backendApi().port())
                .opens("")
                .logsIn();
        Locator delivery = user.page().locator(".delivery");
        assertThat(delivery.locator("h3")).hasCount(2);
        assertThat(delivery.getByRole(AriaRole.ROWHEADER)).hasText(new String[] {"422", "422"});
        assertThat(Chrome.accessibilityFaults(user.page())).isEqualTo(List.of());
        Chrome.screenshot(user.page(), "delivery-cluster");

        user.opensAuction(id);
        assertThat(user.page().locator(".delivery-line")).containsText("Set aside: ");

        cluster.backend().answers(200);
        user.opens("#/auctions");
        user.button("Send again").click();
        assertThat(delivery.getByText("Nothing waits")).hasCount(2);
        assertThat(delivery).not().containsText("Set aside");
    }
}

package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dashboard of backend-api. */
class DashboardTest {

    @RegisterExtension
    static final Product product = Product.withBothServers();

    @Test
    void theDashboardIsServedAtTheRoot() {
        Http.Answer page = product.backendApi().http().get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
    }
}

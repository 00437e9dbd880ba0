package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.NotYet;
import dev.turnout.acceptance.kit.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page kit that socket-server serves. */
class KitTest {

    @RegisterExtension
    static final Product product = Product.withFakeBackend();

    @Test
    @NotYet("socket-server serves the page kit as /turnout.js")
    void theKitIsServedAsOneScript() {
        Http.Answer script = product.socketServer().http().get("/turnout.js");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.header("Content-Type")).contains("javascript");
        assertThat(script.body()).contains("turnout-badge");
    }
}

package dev.turnout.acceptance;

import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages in {@code examples/}, opened in Chromium. */
class ExamplesTest {

    @RegisterExtension
    static final BrowserKit browser = new BrowserKit();

    @RegisterExtension
    static final Product product =
            Product.withFakeBackend().socket("ALLOWED_ORIGIN", browser.website().origin());

    @BeforeEach
    void serveExamples() {
        browser.website().folder("/examples/", Path.of("..", "examples"));
        browser.website().replacesDefaultServerBy(product.socketServer().url());
    }

    private static Tab opens(String example) {
        return browser.opens(browser.website().origin() + "/examples/" + example + "/");
    }

    @Test
    void aPlainPageShowsItsAuctionAndAnotherOne() {
        product.viewer().joins("124").sees(1);
        opens("plain").shows("h1 [part=count]", "1").shows("p [part=count]", "1");
    }

    @Test
    void anExistingPageChangesTwoLines() {
        product.viewer().joins("123").sees(1);
        opens("existing-page").shows("#viewers", "2");
    }
}

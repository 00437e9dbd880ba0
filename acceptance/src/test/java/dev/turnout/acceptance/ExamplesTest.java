package dev.turnout.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.ExampleProject;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Tab;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages in {@code examples/}, built where they have to be, and opened in Chromium. */
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

    private static Tab opensBuilt(String name, ExampleProject project) {
        browser.website().folder("/built/" + name + "/", project.built());
        return browser.opens(browser.website().origin() + "/built/" + name + "/");
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

    @Test
    void aReactPageShowsTwoAuctionsOverOneConnectionEachAndTheSameNumberAsAnUnmodifiedClient() {
        ExampleProject project = ExampleProject.installed("react", product.socketServer());
        assertThat(project.evaluates("import { renderToString } from 'react-dom/server';"
                        + "import { createElement } from 'react';"
                        + "import 'turnout-kit/element';"
                        + "import { useViewerCount } from 'turnout-kit/react';"
                        + "const Count = () => JSON.stringify(useViewerCount('123'));"
                        + "process.stdout.write(renderToString(createElement(Count)))"))
                .as("rendered without a window")
                .contains("connecting")
                .doesNotContain("count");

        product.viewer().joins("124").sees(1);
        Tab tab = opensBuilt("react", project);
        tab.shows("#auction-123 output", "1").shows("#auction-123 [part=count]", "1");
        tab.shows("#auction-124 output", "2").shows("#auction-124 [part=count]", "2");
        assertThat(tab.webSockets()).as("connections under StrictMode").hasSize(2);

        String server = product.socketServer().url();
        tab.page().addScriptTag(new Page.AddScriptTagOptions().setUrl(server + "/auction/socket.io.js"));
        tab.evaluate("() => { const shown = document.body.appendChild(document.createElement('b')); io('" + server
                + "', {path: '/auction/', query: {slug: 'auction-123'}})"
                + ".on('viewerCountUpdate', (count) => shown.textContent = count); }");
        for (int viewers = 2; viewers <= 4; viewers++) {
            String number = String.valueOf(viewers);
            tab.shows("b", number).shows("#auction-123 output", number).shows("#auction-123 [part=count]", number);
            product.viewer().joins("123");
        }
        assertThat(tab.console()).noneMatch(line -> line.startsWith("uncaught") || line.startsWith("error"));
    }

    @Test
    void anAngularPageCarriesTheCountInASignal() {
        Tab tab = opensBuilt("angular", ExampleProject.installed("angular", product.socketServer()));
        tab.shows("h1 [part=count]", "1").shows("output", "1");
        product.viewer().joins("123").sees(2);
        tab.shows("h1 [part=count]", "2").shows("output", "2");
        assertThat(tab.console()).noneMatch(line -> line.startsWith("uncaught") || line.startsWith("error"));
    }
}

package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.BrowserKit;
import dev.turnout.acceptance.kit.Http;
import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Tab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The page kit in pages that are strict, foreign or read aloud, and the files that they load. */
class KitPageTest {

    private static final Path WEB = Path.of("..", "web");

    @RegisterExtension
    static final BrowserKit browser = new BrowserKit();

    @RegisterExtension
    static final Product product =
            Product.withFakeBackend().socket("ALLOWED_ORIGIN", browser.website().origin());

    private final String auction = product.newAuction();

    private String badge() {
        return "<turnout-badge auction='" + auction + "'></turnout-badge>";
    }

    @Test
    void aPageOfAForeignOriginIsRefusedWithAMessageInItsConsoleAndInTheLog() {
        String foreign = browser.website().foreignOrigin();
        Tab tab = browser.opens(foreign + browser.page(product, badge(), Map.of()));
        assertRefused(tab, foreign);
        tab.shows("–");
    }

    @Test
    void anIframeOfAForeignOriginIsRefusedToo() {
        String foreign = browser.website().foreignOrigin();
        String frame = "<iframe src='" + foreign + browser.page(product, badge(), Map.of()) + "'></iframe>";
        assertRefused(browser.opensPage(product, frame + badge()).shows("1"), foreign);
    }

    private static void assertRefused(Tab tab, String origin) {
        eventually(() -> assertThat(tab.console())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("warning: Turnout: cannot connect to "
                                + product.socketServer().url())
                        .contains("is " + origin + " in its ALLOWED_ORIGIN?")));
        eventually(
                () -> assertThat(product.socketServer().log()).contains(origin).contains("ALLOWED_ORIGIN"));
    }

    @Test
    void aStrictPageNeedsNothingButTheServer() {
        String server = product.socketServer().url();
        String policy = "default-src 'none'; img-src 'self'; script-src " + server + "; connect-src " + server + " "
                + server.replace("http:", "ws:") + "; require-trusted-types-for 'script'; trusted-types 'none'";
        Map<String, String> headers = Map.of("Content-Security-Policy", policy);
        Tab tab = browser.opens(browser.website().origin() + browser.page(product, badge(), headers));
        tab.shows("1");
        assertThat(tab.evaluate("getComputedStyle(document.querySelector('turnout-badge').shadowRoot"
                        + ".querySelector('[part=badge]')).display"))
                .isEqualTo("inline-flex");
        assertThat(tab.console()).noneMatch(line -> line.contains("Content Security Policy"));
    }

    @Test
    void aStrictPageIsCountedWithoutSocketsToo() {
        String server = product.socketServer().url();
        String policy = "default-src 'none'; img-src 'self'; worker-src 'none'; script-src " + server + "; connect-src "
                + server;
        browser.blocksSockets(true);
        Map<String, String> headers = Map.of("Content-Security-Policy", policy);
        browser.opens(browser.website().origin() + browser.page(product, badge(), headers))
                .hasStatus("polling")
                .shows("1");
    }

    @Test
    void axeFindsNothing() throws IOException {
        product.viewer().withQuery("name", "Ann").joins(auction);
        Tab tab = browser.opensPage(
                product,
                "<h1>Auction</h1>" + badge()
                        + "<turnout-badge auction='x' passive compact></turnout-badge><turnout-badge auction='"
                        + auction
                        + "' announce></turnout-badge>");
        tab.shows("2");
        tab.page().locator("turnout-badge [part=badge]").first().hover();
        tab.shows("turnout-badge [part=tooltip]", "Ann");
        tab.evaluate(Files.readString(WEB.resolve("node_modules/axe-core/axe.min.js")));
        Object violations = tab.evaluate(
                "() => axe.run().then(({violations}) => violations.map(({id, nodes}) => id + ' ' + nodes[0].html))");
        assertThat((List<?>) violations).isEmpty();
    }

    @Test
    void theScriptIsLoadedUnderItsHashWithIntegrity() throws NoSuchAlgorithmException {
        Http server = product.socketServer().http();
        Http.Answer script = server.get("/turnout.js");
        String hashed = "/turnout-" + script.header("ETag").replace("\"", "") + ".js";
        byte[] digest =
                MessageDigest.getInstance("SHA-384").digest(script.body().getBytes(StandardCharsets.UTF_8));
        String path = "/with-integrity";
        browser.website()
                .page(
                        path,
                        "<!doctype html><title>x</title><script src='"
                                + product.socketServer().url() + hashed
                                + "' integrity='sha384-" + Base64.getEncoder().encodeToString(digest)
                                + "' crossorigin></script>" + badge(),
                        Map.of());
        browser.opens(browser.website().origin() + path).shows("1");
        assertThat(server.get(hashed).header("Cache-Control")).contains("immutable");
    }

    /** The script element of the README, with this server's address. */
    @Test
    void theTagWithIntegrityInTheReadmeIsThatOfTheServedScript() throws IOException {
        Matcher tag = Pattern.compile("<script src=\"http://localhost:8081/turnout-[0-9a-f]{16}\\.js\"[^>]*></script>")
                .matcher(Files.readString(WEB.resolve("kit/README.md")));
        assertThat(tag.find()).isTrue();
        assertThat(tag.group()).contains("integrity=\"sha384-");
        String html = tag.group()
                .replace("http://localhost:8081", product.socketServer().url());
        browser.website().page("/readme", "<!doctype html><title>x</title>" + html + badge(), Map.of());
        browser.opens(browser.website().origin() + "/readme").shows("1");
    }

    @Test
    void aBadgeWithABadIdIsNamedInTheConsoleAndTheOthersShowTheirCounts() {
        product.viewer().joins(auction);
        String passive = "<turnout-badge passive auction='" + auction + "'></turnout-badge>";
        String bad =
                "<turnout-badge passive auction='no id'></turnout-badge><turnout-badge auction='/'></turnout-badge>";
        Tab tab = browser.opensPage(product, passive + bad);
        tab.shows("1").hasStatus("live");
        assertThat(tab.console())
                .anyMatch(line -> line.contains("'no id' is not the id of an auction"))
                .anyMatch(line -> line.contains("'/' is not the id of an auction"));
    }

    @Test
    void largeNumbersAreRoundedAndSmallOnesHiddenWhereThePageAsksForIt() {
        product.internalApi().addsExternalViewers(auction, "cdn", "{\"count\":1233}");
        Tab tab = browser.opensPage(
                product,
                "<turnout-badge compact locale='en' auction='" + auction
                        + "'></turnout-badge><p><turnout-badge locale='de' hide-below='1235' auction='" + auction
                        + "'></turnout-badge></p>");
        tab.shows("1.2K");
        assertThat(tab.page().locator("p [part=badge]").isVisible()).isFalse();
        product.viewer().joins(auction);
        tab.shows("p [part=count]", "1.235");
        assertThat(tab.page().locator("p [part=badge]").isVisible()).isTrue();
    }

    @Test
    void theFilesAreServedToCachesAndToOtherOrigins() {
        String origin = browser.website().origin();
        for (String path : List.of(
                "/turnout.js",
                "/turnout.js.map",
                "/turnout-kit.tgz",
                "/auction/socket.io.js",
                "/auction/socket.io.js.map",
                "/auction/socket.io.min.js",
                "/auction/socket.io.min.js.map",
                "/auction/socket.io.esm.min.js",
                "/auction/socket.io.esm.min.js.map")) {
            Http http = product.socketServer().http().with("Origin", origin);
            Http.Answer head = http.send("HEAD", path, "");
            assertThat(head.status()).as(path).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(Integer.parseInt(head.header("Content-Length"))).isGreaterThan(1_000);
            assertThat(head.header("Access-Control-Allow-Origin")).isEqualTo(origin);
            assertThat(head.header("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
            Http.Answer again = http.with("If-None-Match", head.header("ETag")).get(path);
            assertThat(again.status()).as(path).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
    }
}

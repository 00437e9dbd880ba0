package dev.turnout.acceptance;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.acceptance.kit.Product;
import dev.turnout.acceptance.kit.Viewer;
import dev.turnout.acceptance.kit.Website;
import dev.turnout.testkit.clients.ThrottlingChromium;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Hidden tabs, whose timers Chromium runs once a minute. Each page sends a request from its timer to the test's web server,
 * which shows that the throttling is in effect.
 *
 * <p>With {@code -Dturnout.long-tests=true} also the forms that take minutes, with the shipped ping interval.
 */
class HiddenTabTest {

    private static final Path LIBRARY_2 = Path.of("..", "test-kit", "clients", "node_modules", "sio2", "dist");
    private static final String LONG_TESTS = "turnout.long-tests";
    private static final Website website = new Website();

    @RegisterExtension
    static final Product product = Product.withFakeBackend()
            .socket("ALLOWED_ORIGIN", website.origin())
            .socket("PING_INTERVAL", "1s")
            .socket("PING_TIMEOUT", "2s");

    private final String auction = product.newAuction();

    @BeforeEach
    void serveTheLibrary() {
        website.folder("/library-2/", LIBRARY_2);
    }

    @AfterAll
    static void closeTheWebsite() {
        website.close();
    }

    /** A page that requests /NAME-timer each time a timer of half a second runs. */
    private static String page(String name, String content, String policy) {
        website.page(
                "/" + name,
                "<!doctype html><title>Auction</title><script>const report = window.fetch;"
                        + "(function tick() { report('/" + name + "-timer'); setTimeout(tick, 500); })();</script>"
                        + content,
                policy.isEmpty() ? Map.of() : Map.of("Content-Security-Policy", policy));
        return website.origin() + "/" + name;
    }

    /** With the unmodified client of 2.x, whose ping is sent by a timer of the page. */
    private String pageWithClient2(String name, Product server) {
        return page(
                name,
                "<script src='/library-2/socket.io.js'></script><script>io('"
                        + server.socketServer().url()
                        + "', {path: '/auction/', transports: ['websocket'], query: {slug: 'auction-" + auction
                        + "'}}).on('disconnect', () => report('/" + name + "-disconnected'));</script>",
                "");
    }

    /** With the badge, where only the HTTP routes are allowed; requests /NAME-150 after a heartbeat granted 150 s. */
    private String pageOverHttp(String name, Product server, String workers) {
        String url = server.socketServer().url();
        return page(
                name,
                "<script>window.fetch = async (url, options) => { const answer = await report(url, options);"
                        + " if (url.endsWith('heartbeat')) { report('/" + name
                        + "-' + (await answer.clone().json()).expiresInSeconds); } return answer; }</script>"
                        + "<script src='" + url + "/turnout.js'></script><turnout-badge poll-interval='5' auction='"
                        + auction + "'></turnout-badge>",
                "connect-src 'self' " + url + "/api/; worker-src " + workers);
    }

    private static void awaitSlowTimers(String name, Duration since) {
        eventually(
                Duration.ofMinutes(3),
                () -> assertThat(website.sinceRequest("/" + name + "-timer"))
                        .as("time since a timer of the hidden page ran")
                        .isGreaterThan(since));
    }

    private static void assertNeverFewerThan(int count, Viewer witness, int from) {
        assertThat(witness.counts().subList(from, witness.counts().size()))
                .as("counts since the page was hidden")
                .allMatch(seen -> seen.intValue() >= count);
    }

    @Test
    void aClientOf2StaysThoughItsPingsAreMinutesApart() {
        Viewer witness = product.viewer().joins(auction);
        try (ThrottlingChromium chromium = ThrottlingChromium.start()) {
            chromium.opensInFront(pageWithClient2("client-2", product));
            witness.sees(2);
            int before = witness.counts().size() - 1;
            chromium.opensInFront("about:blank");
            awaitSlowTimers("client-2", Duration.ofSeconds(8));
            assertThat(product.internalApi().count(auction)).isEqualTo(2);
            assertNeverFewerThan(2, witness, before);
            assertThat(website.requests("/client-2-disconnected")).isZero();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = LONG_TESTS, matches = "true")
    void aViewerWithoutASocketSendsHeartbeatsWhileTimersOfItsPageRest() {
        Viewer witness = product.viewer().joins(auction);
        try (ThrottlingChromium chromium = ThrottlingChromium.start()) {
            chromium.opensInFront(pageOverHttp("worker", product, "blob:"));
            witness.sees(2);
            int before = witness.counts().size() - 1;
            chromium.opensInFront("about:blank");
            awaitSlowTimers("worker", Duration.ofSeconds(12));
            assertThat(website.sinceRequest("/worker-150"))
                    .as("time since the newest heartbeat, sent every 5 s")
                    .isLessThan(Duration.ofSeconds(10));
            assertNeverFewerThan(2, witness, before);
        }
    }

    /** The shipped ping interval, and a page whose policy forbids the worker: its heartbeats are a minute apart. */
    @Test
    @EnabledIfSystemProperty(named = LONG_TESTS, matches = "true")
    void forMinutesNobodyIsDroppedNorFlickers() {
        Product shipped = product.another(Product.withFakeBackend().socket("ALLOWED_ORIGIN", website.origin()));
        Viewer witness = shipped.viewer().joins(auction);
        try (ThrottlingChromium chromium = ThrottlingChromium.start()) {
            chromium.opensInFront(pageWithClient2("client-2-long", shipped));
            witness.sees(2);
            chromium.opensInFront(pageOverHttp("no-worker", shipped, "'none'"));
            witness.sees(3);
            int before = witness.counts().size() - 1;
            chromium.opensInFront("about:blank");
            awaitSlowTimers("client-2-long", Duration.ofSeconds(50));
            awaitSlowTimers("no-worker", Duration.ofSeconds(50));
            int heartbeats = website.requests("/no-worker-150");
            eventually(
                    Duration.ofMinutes(5),
                    () -> assertThat(website.requests("/no-worker-150")).isGreaterThanOrEqualTo(heartbeats + 3));
            assertThat(shipped.internalApi().count(auction)).isEqualTo(3);
            assertNeverFewerThan(3, witness, before);
            assertThat(website.requests("/client-2-long-disconnected")).isZero();
        }
    }
}

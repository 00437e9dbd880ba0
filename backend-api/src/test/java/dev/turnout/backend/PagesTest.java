package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The dashboard, the page of a read-only link and the live page. */
class PagesTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void thePageNamesItsAuctionAndSocketServerOnItsOwnHost() throws IOException {
        try (Backend backend = new Backend(folder, "SOCKET_SERVER_URL", "http://127.0.0.1:9091").withAuction("123")) {
            backend.patch("/api/v1/auctions/123", "{\"status\":\"live\"}");
            Answer page = backend.send("GET", "/live/123", "", "Host", "bid.example.com:8080");

            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.body())
                    .contains("data-socket=\"http://bid.example.com:9091\" data-auction=\"123\" data-status=\"live\"");
            assertThat(page.header("Content-Security-Policy"))
                    .contains("connect-src 'self' http://bid.example.com:9091 ws://bid.example.com:9091;");
        }
    }

    @Test
    void behindAProxyWithTlsItConnectsWithTls() throws IOException {
        try (Backend backend = new Backend(folder, "SOCKET_SERVER_URL", "http://localhost:8081")) {
            Answer page = backend.send("GET", "/live/123", "", "Host", "bid.example.com", "X-Forwarded-Proto", "https");

            assertThat(page.body()).contains("data-socket=\"https://bid.example.com:8081\"");
            assertThat(page.header("Content-Security-Policy")).contains("wss://bid.example.com:8081;");
        }
    }

    @Test
    void aPublicSocketUrlGoesBeforeTheHost() throws IOException {
        try (Backend backend = new Backend(folder, "PUBLIC_SOCKET_URL", "https://live.example.com/")) {
            Answer page = backend.send("GET", "/live/123", "");

            assertThat(page.body()).contains("data-socket=\"https://live.example.com\"");
            assertThat(page.header("Content-Security-Policy"))
                    .contains("connect-src 'self' https://live.example.com wss://live.example.com;");
        }
    }

    @Test
    void anAuctionThatOnlySocketServerKnowsHasAPageToo() throws IOException {
        try (Backend backend = new Backend(folder)) {
            assertThat(backend.send("GET", "/live/elsewhere", "").body())
                    .contains("<h1>Auction elsewhere</h1>")
                    .contains("data-status=\"\"");
        }
    }

    @Test
    void aTitleIsOnlyEverText() throws IOException {
        try (Backend backend = new Backend(folder)) {
            backend.post(
                    "/api/v1/auctions", "{\"id\":\"123\",\"title\":\"</title><script>x</script>\\\"'&{{socket}}\"}");

            assertThat(backend.send("GET", "/live/123", "").body())
                    .contains(
                            "<h1>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;&#123;&#123;socket}}</h1>")
                    .doesNotContain("<script>x");
        }
    }

    @Test
    void theDashboardNeedsNoInlineScriptAndIsNotFramed() throws IOException {
        try (Backend backend = new Backend(folder, "FRAME_ANCESTORS", "https://*.example.com")) {
            Answer page = backend.send("GET", "/", "", "Host", "bid.example.com:8080");

            assertThat(page.header("Content-Security-Policy"))
                    .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                    .contains("connect-src 'self' http://bid.example.com:")
                    .endsWith("base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
            assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
            assertThat(page.body())
                    .contains("content=\"http://bid.example.com:")
                    .doesNotContain("{{");
            assertThat(backend.send("HEAD", "/", "").status()).isEqualTo(200);
        }
    }

    @Test
    void theLivePageAndReadOnlyLinksAreFramedByTheAllowedOrigins() throws IOException {
        try (Backend backend = new Backend(folder, "FRAME_ANCESTORS", "https://*.example.com")) {
            for (String path : List.of("/live/123", "/share")) {
                assertThat(backend.send("GET", path, "").header("Content-Security-Policy"))
                        .as(path)
                        .endsWith("frame-ancestors 'self' https://*.example.com");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/, ./", "/share, ./", "/live/123, ../"})
    void everythingIsLoadedFromCacheableFilesRelativeToThePage(String path, String prefix) throws IOException {
        try (Backend backend = new Backend(folder)) {
            String page = backend.send("GET", path, "").body();
            List<String> links = Pattern.compile("(?:src|href)=\"([^\"]*)\"")
                    .matcher(page)
                    .results()
                    .map(link -> link.group(1))
                    .toList();

            assertThat(page).doesNotContain("<style").doesNotContainPattern("<script(?![^>]* src=)");
            assertThat(links).hasSizeGreaterThan(1).allSatisfy(link -> {
                assertThat(link).startsWith(prefix + "assets/");
                Answer asset = backend.send("GET", link.substring(prefix.length() - 1), "");
                assertThat(asset.status()).isEqualTo(200);
                assertThat(asset.header("Cache-Control")).contains("immutable");
                assertThat(asset.header("Content-Type")).matches("text/(javascript|css); ?charset=utf-8|image/svg.xml");
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing.js", "index.html", "..%2findex.html", "x.js%00", "\u00e4.js"})
    void whatIsNoAssetIsNotFound(String name) throws IOException {
        try (Backend backend = new Backend(folder)) {
            assertThat(backend.send("GET", "/assets/" + name, "").status()).isIn(400, 404);
        }
    }

    @Test
    void aMalformedHostIsABadRequest() throws IOException {
        try (Backend backend = new Backend(folder)) {
            for (String path : List.of("/", "/share", "/live/123")) {
                assertThat(backend.send("GET", path, "", "Host", "a..b").status())
                        .as(path)
                        .isEqualTo(400);
            }
        }
    }
}

package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePageTest {

    private static final String CLIENT = "/assets/socket.io-4.8.4.min.js";

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
                    .contains("data-auction=\"123\" data-socket=\"http://bid.example.com:9091\" data-status=\"live\"");
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
                    .contains("<h1>&lt;/title&gt;&lt;script&gt;x&lt;/script&gt;&quot;&#39;&amp;{{socket}}</h1>")
                    .doesNotContain("<script>x");
        }
    }

    @Test
    void thePolicyAllowsThisStyleAndScriptAndNoOther() throws IOException {
        try (Backend backend = new Backend(folder)) {
            Answer page = backend.send("GET", "/live/123", "");
            String policy = Objects.requireNonNull(page.header("Content-Security-Policy"));

            assertThat(policy)
                    .startsWith("default-src 'none';")
                    .contains("script-src 'self' " + hash(inside(page.body(), "script")) + ";")
                    .contains("style-src " + hash(inside(page.body(), "style")) + ";")
                    .contains("base-uri 'none'; form-action 'none'; frame-ancestors 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        }
    }

    @Test
    void whatComesFromTheRoomIsNeverPutInAsMarkup() throws IOException {
        try (Backend backend = new Backend(folder)) {
            String page = backend.send("GET", "/live/123", "").body();

            assertThat(page)
                    .contains("textContent")
                    .doesNotContain("innerHTML")
                    .doesNotContain("outerHTML")
                    .doesNotContain("insertAdjacentHTML")
                    .doesNotContain("document.write")
                    .doesNotContain("eval(");
            assertThat(Pattern.compile("(src|href)=\"(?!\\.\\./)").matcher(page).find())
                    .as("everything is loaded relative to the page")
                    .isFalse();
        }
    }

    @Test
    void theClientHasTheBytesOfThePackageAndIsCacheable() throws IOException {
        try (Backend backend = new Backend(folder)) {
            Answer client = backend.send("GET", CLIENT, "");

            assertThat(backend.send("GET", "/live/123", "").body()).contains("<script src=\".." + CLIENT + "\" defer>");
            assertThat(client.header("Content-Type")).startsWith("text/javascript");
            assertThat(client.header("Cache-Control")).contains("immutable");
            assertThat(HexFormat.of().formatHex(sha256(client.body())))
                    .isEqualTo("d5d79a35039e860b32bdef4795528b05c2f788d4b2d9dacc913120e2878f7b3f");
        }
    }

    private static String inside(String page, String tag) {
        Matcher matcher = Pattern.compile("<" + tag + ">(.*?)</" + tag + ">", Pattern.DOTALL)
                .matcher(page);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String hash(String text) {
        return "'sha256-" + Base64.getEncoder().encodeToString(sha256(text)) + "'";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}

package dev.turnout.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.backend.Requests.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every route that takes a body or an id, with what no route should take: a clear 4xx, and nothing changed. */
class BadInputTest {

    private static final String AUCTION = "/api/v1/auctions/123";

    @TempDir
    static Path folder = Path.of("");

    private static Backend backend;
    private static List<JsonNode> before = List.of();

    @BeforeAll
    static void start() throws IOException {
        backend = new Backend(folder).withAuction("123");
        before = everything();
    }

    @AfterEach
    void nothingWasChanged() {
        assertThat(everything()).as("nothing was changed").isEqualTo(before);
        assertThat(backend.socketServer.published()).as("nobody was disturbed").isEmpty();
    }

    @AfterAll
    static void stop() {
        backend.close();
    }

    private static List<JsonNode> everything() {
        return List.of(
                backend.get("/api/v1/auctions").json(), backend.get(AUCTION).json(), backend.chart("123"));
    }

    record Route(String method, String path, List<String> headers) {

        Route(String method, String path, String... headers) {
            this(method, path, List.of(headers));
        }

        Answer with(Backend backend, byte[] body) {
            return backend.send(method, path, body, headers.toArray(String[]::new));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Route> routesWithABody() {
        return List.of(
                new Route("POST", AUCTION + "/analytics/snapshot", "X-Internal-Request", Backend.KEY),
                new Route("POST", "/api/v1/auctions", Backend.bearer()),
                new Route("PATCH", AUCTION, Backend.bearer()),
                new Route("POST", AUCTION + "/player-bidding", Backend.bearer()),
                new Route("POST", AUCTION + "/player-sold", Backend.bearer()),
                new Route("POST", "/api/v1/admin/session", "Accept", "*/*"),
                new Route("PUT", "/api/v1/admin/password", Backend.bearer()));
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyThatIsNoJson(Route route) {
        for (String body :
                List.of("", " ", "{", "nonsense", "{\"a\":}", "{'a':1}", "{\"a\":1}}", "\u0000", "{\"a\":NaN}")) {
            refused(route, body.getBytes(StandardCharsets.UTF_8), 400);
        }
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyThatIsNoUtf8(Route route) {
        for (int[] bytes :
                new int[][] {{0x80}, {0xC3, 0x28}, {0xC0, 0xAF}, {0xED, 0xA0, 0x80}, {0xF8, 0x88, 0x80, 0x80, 0x80}}) {
            byte[] body = "{\"title\":\"??????\",\"password\":\"x\"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bytes.length; i++) {
                body[10 + i] = (byte) bytes[i];
            }
            assertThat(refused(route, body, 400).message()).contains("UTF-8");
        }
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyInAnotherEncodingThanUtf8(Route route) {
        refused(route, "{\"title\":\"x\",\"password\":\"x\"}".getBytes(StandardCharsets.UTF_16), 400);
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyNestedTooDeep(Route route) {
        for (int depth : new int[] {33, 1_000, 10_000}) {
            String deep = "[".repeat(depth) + "]".repeat(depth);
            refused(route, deep.getBytes(StandardCharsets.UTF_8), 400);
            refused(route, ("{\"title\":" + deep + "}").getBytes(StandardCharsets.UTF_8), 400);
        }
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyTooLarge(Route route) {
        byte[] large = ("{\"title\":\"" + "x".repeat(64 * 1024) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(refused(route, large, 413).message()).contains("65536 bytes");
        refused(route, new byte[5_000_000], 413);
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyTooLargeThatDoesNotSaySo(Route route) throws IOException {
        StringBuilder head = new StringBuilder(route.method() + " " + route.path() + " HTTP/1.1\r\nHost: x\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n");
        for (int i = 0; i < route.headers().size(); i += 2) {
            head.append(route.headers().get(i) + ": " + route.headers().get(i + 1) + "\r\n");
        }
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";

        assertThat(raw(head + "\r\n" + chunk.repeat(5) + "0\r\n\r\n")).startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @MethodSource("routesWithABody")
    void aBodyOfTheWrongForm(Route route) {
        for (String body : List.of("null", "[]", "5", "true", "[{\"title\":\"x\"}]")) {
            refused(route, body.getBytes(StandardCharsets.UTF_8), 400);
        }
    }

    private static Answer refused(Route route, byte[] body, int status) {
        Answer answer = route.with(backend, body);
        assertThat(answer.status()).as("%s %s", route, answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("status").asInt()).isEqualTo(status);
        assertThat(answer.json().get("success").asBoolean(true)).isFalse();
        assertThat(answer.message()).isNotBlank().doesNotContain("dev.turnout").doesNotContain("jackson");
        return answer;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a%2Fb",
                "a%2fb",
                "..%2f..%2fetc",
                "%2e%2e",
                "%00",
                "a%00",
                "a%20b",
                "a+b",
                "%C3%A4",
                "%C3%28",
                "%",
                "%zz",
                "a;b=c",
                "a.b",
                "a:b",
                "a,b",
                "*",
                "%7Bid%7D",
                "~",
                "' OR 1=1--",
                "<script>",
                "\\",
            })
    void anIdOfAnotherForm(String id) throws IOException {
        String encoded =
                id.replace(" ", "%20").replace("<", "%3C").replace(">", "%3E").replace("\\", "%5C");
        for (String route : List.of(
                "GET /api/v1/auctions/{id}",
                "PATCH /api/v1/auctions/{id}",
                "DELETE /api/v1/auctions/{id}",
                "POST /api/v1/auctions/{id}/analytics/snapshot",
                "GET /api/v1/auctions/{id}/analytics/viewers",
                "GET /api/v1/auctions/{id}/analytics/viewers.csv",
                "GET /api/v1/auctions/{id}/viewer-stats",
                "POST /api/v1/auctions/{id}/player-bidding",
                "POST /api/v1/auctions/{id}/player-sold",
                "GET /live/{id}")) {
            String answer = raw(route.replace("{id}", encoded) + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Authorization: Bearer " + Backend.TOKEN + "\r\nX-Internal-Request: " + Backend.KEY
                    + "\r\nContent-Length: 13\r\n\r\n{\"title\":\"x\"}");
            assertThat(answer).as(route).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
        }
    }

    @Test
    void anIdOfSixtyFiveCharacters() {
        assertThat(backend.get("/api/v1/auctions/" + "x".repeat(65)).status()).isEqualTo(400);
        assertThat(backend.get("/api/v1/auctions/" + "x".repeat(64)).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/auctions HTTP/3.7\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /api/v1/auctions HTTP/1.1\r\n\r\n",
                "GET /api/v1/auctions HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /api/v1/auctions HTTP/1.1\r\nHost: a b\r\n\r\n",
                "GET /live/123 HTTP/1.1\r\nHost: \";script-src *\r\nConnection: close\r\n\r\n",
                "POST /api/v1/auctions HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /api/v1/auctions HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /api/v1/auctions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            })
    void aRequestThatIsNoHttp(String request) throws IOException {
        assertThat(raw(request)).matches("(?s)HTTP/1\\.1 (4\\d\\d|505) .*").doesNotContain("<html");
    }

    @Test
    void headersTooLarge() throws IOException {
        assertThat(raw("GET /health/live HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(100_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
    }

    @Test
    void aPathOrMethodThatIsNone() {
        assertThat(backend.get("/nothing").status()).isEqualTo(404);
        assertThat(backend.get("/api/v1/auctions/123/nothing").status()).isEqualTo(404);
        assertThat(backend.get("/../../etc/passwd").status()).isEqualTo(404);
        assertThat(backend.send("GET", "/backend-api.env", "").status()).isEqualTo(404);
        Answer put = backend.send("PUT", AUCTION, "{}", Backend.bearer());
        assertThat(put.status()).isEqualTo(405);
        assertThat(put.header("Allow")).contains("PATCH");
        assertThat(backend.send("BREW", AUCTION, "{}", Backend.bearer()).status())
                .isEqualTo(405);
    }

    /** What a bare socket gets back, byte for byte. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", backend.port())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(request.getBytes(StandardCharsets.UTF_8));
                out.flush();
                socket.shutdownOutput();
            } catch (IOException e) {
                // The server may have answered and hung up before it had read all: what it said is still to be read.
                assertThat(e).hasMessageMatching("(?i).*(broken pipe|reset|closed).*");
            }
            byte[] buffer = new byte[65_536];
            StringBuilder text = new StringBuilder();
            int read = socket.getInputStream().read(buffer);
            while (read >= 0) {
                text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
                read = socket.getInputStream().read(buffer);
            }
            return text.isEmpty() ? fail("no answer to " + request.lines().findFirst()) : text.toString();
        }
    }
}

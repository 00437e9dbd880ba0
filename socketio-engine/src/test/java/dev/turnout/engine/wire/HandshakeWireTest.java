package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in and who is not (Engine.IO protocol, "Handshake"). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HandshakeWireTest {

    private static final String BAD_REQUEST = "400 {\"code\":3,\"message\":\"Bad request\"}";

    private static final String REFUSALS = """
            no transport               | GET     | EIO=4                             | 400 {"code":0,"message":"Transport unknown"}
            an unknown transport       | GET     | EIO=4&transport=abc               | 400 {"code":0,"message":"Transport unknown"}
            an empty transport         | GET     | EIO=4&transport=                  | 400 {"code":0,"message":"Transport unknown"}
            transports are in lower case | GET   | EIO=4&transport=Polling           | 400 {"code":0,"message":"Transport unknown"}
            no query at all            | GET     |                                   | 400 {"code":0,"message":"Transport unknown"}
            an unknown transport first | POST    | EIO=9&transport=abc&sid=x         | 400 {"code":0,"message":"Transport unknown"}
            an unknown sid             | GET     | EIO=4&transport=polling&sid=abc   | 400 {"code":1,"message":"Session ID unknown"}
            an unknown sid, revision 3 | GET     | EIO=3&transport=polling&sid=abc   | 400 {"code":1,"message":"Session ID unknown"}
            a POST to an unknown sid   | POST    | EIO=4&transport=polling&sid=abc   | 400 {"code":1,"message":"Session ID unknown"}
            a POST without a sid       | POST    | EIO=4&transport=polling           | 400 {"code":2,"message":"Bad handshake method"}
            a PUT without a sid        | PUT     | EIO=4&transport=polling           | 400 {"code":2,"message":"Bad handshake method"}
            a DELETE without a sid     | DELETE  | EIO=4&transport=polling           | 400 {"code":2,"message":"Bad handshake method"}
            a PATCH without a sid      | PATCH   | EIO=3&transport=polling           | 400 {"code":2,"message":"Bad handshake method"}
            a method of its own        | BREW    | EIO=4&transport=polling           | 400 {"code":2,"message":"Bad handshake method"}
            a websocket without asking | GET     | EIO=4&transport=websocket         | 400 {"code":3,"message":"Bad request"}
            JSONP                      | GET     | EIO=3&transport=polling&j=0       | 400 {"code":3,"message":"Bad request"}
            no revision                | GET     | transport=polling                 | 400 {"code":5,"message":"Unsupported protocol version"}
            an empty revision          | GET     | EIO=&transport=polling            | 400 {"code":5,"message":"Unsupported protocol version"}
            a revision of letters      | GET     | EIO=abc&transport=polling         | 400 {"code":5,"message":"Unsupported protocol version"}
            revision 2                 | GET     | EIO=2&transport=polling           | 400 {"code":5,"message":"Unsupported protocol version"}
            revision 5                 | GET     | EIO=5&transport=polling           | 400 {"code":5,"message":"Unsupported protocol version"}
            revision 4 and more        | GET     | EIO=4.0&transport=polling         | 400 {"code":5,"message":"Unsupported protocol version"}
            """;

    private final WireServer server = WireServer.start();
    private final RawConnection http = server.http();

    @AfterAll
    void stop() {
        http.close();
        server.close();
    }

    static Stream<Arguments> refusals() {
        return REFUSALS.lines().map(line -> {
            List<String> cells =
                    Stream.of(line.split("\\|", -1)).map(String::strip).toList();
            return Arguments.of(cells.get(0), cells.get(1), cells.get(2), cells.get(3));
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aRequestThatIsRefused(String name, String method, String query, String expected) {
        long before = server.stats().opened();

        HttpAnswer answer = http.request(method, "/engine.io/?" + query, "Content-Length: 0");

        assertThat(answer).hasToString(expected);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Connection")).isNotEqualTo("close");
        assertThat(server.stats().opened()).isEqualTo(before);
    }

    @AfterEach
    void theSameConnectionServesAnotherRequest() {
        assertThat(http.get("/show").status()).isEqualTo(200);
    }

    @Test
    void aHeadOpensNothingAndHasNoBody() {
        long before = server.stats().opened();
        HttpAnswer answer = http.request("HEAD", "/engine.io/?EIO=4&transport=polling");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(server.stats().opened()).isEqualTo(before);
    }

    @Test
    void optionsOpenNothing() {
        long before = server.stats().opened();
        assertThat(http.request("OPTIONS", "/engine.io/?EIO=4&transport=polling")
                        .status())
                .isEqualTo(204);
        assertThat(server.stats().opened()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "3"})
    void pollingOpensASession(String revision) throws JsonProcessingException {
        HttpAnswer answer = http.get("/engine.io/?EIO=" + revision + "&transport=polling&t=abc");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        String packet = answer.body();
        if (revision.equals("3")) {
            String length = packet.substring(0, packet.indexOf(':'));
            packet = packet.substring(packet.indexOf(':') + 1);
            assertThat(Integer.parseInt(length)).isEqualTo(packet.length());
        }
        assertOpenPacket(packet, "[\"websocket\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "3"})
    void aWebSocketOpensASession(String revision) throws JsonProcessingException {
        try (WebSocketClient socket = server.webSocket("/engine.io/?EIO=" + revision + "&transport=websocket")) {
            assertOpenPacket(socket.next(), "[]");
        }
    }

    private static void assertOpenPacket(String packet, String upgrades) throws JsonProcessingException {
        assertThat(packet).startsWith("0{");
        JsonNode open = JsonMapper.builder().build().readTree(packet.substring(1));
        assertThat(open.properties().stream().map(each -> each.getKey()))
                .containsExactlyInAnyOrder("sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(open.get("sid").textValue()).matches("[A-Za-z0-9_-]{20}");
        assertThat(open.get("upgrades")).hasToString(upgrades);
        assertThat(open.get("pingInterval").isInt()).isTrue();
        assertThat(open.get("pingInterval").intValue()).isEqualTo(60_000);
        assertThat(open.get("pingTimeout").intValue()).isEqualTo(60_000);
        assertThat(open.get("maxPayload").intValue()).isEqualTo(100_000);
    }

    @Test
    void b64TogetherWithRevision4StaysRevision4() {
        assertThat(http.get("/engine.io/?EIO=4&b64=1&transport=polling").body()).startsWith("0{");
    }

    @Test
    void b64TogetherWithRevision3StaysText() {
        assertThat(http.get("/engine.io/?EIO=3&b64=1&transport=polling").body()).matches("[0-9]+:0\\{.*");
    }

    // ---- websockets that are refused are told why over HTTP

    static Stream<Arguments> refusedWebSockets() {
        return Stream.of(
                Arguments.of("EIO=4", "400 {\"code\":0,\"message\":\"Transport unknown\"}"),
                Arguments.of("EIO=4&transport=abc", "400 {\"code\":0,\"message\":\"Transport unknown\"}"),
                Arguments.of("EIO=4&transport=polling", BAD_REQUEST),
                Arguments.of("transport=websocket", "400 {\"code\":5,\"message\":\"Unsupported protocol version\"}"),
                Arguments.of(
                        "EIO=abc&transport=websocket", "400 {\"code\":5,\"message\":\"Unsupported protocol version\"}"),
                Arguments.of(
                        "EIO=4&transport=websocket&sid=abc", "400 {\"code\":1,\"message\":\"Session ID unknown\"}"));
    }

    @ParameterizedTest
    @MethodSource("refusedWebSockets")
    void aWebSocketThatIsRefused(String query, String expected) {
        try (RawConnection line = server.http()) {
            HttpAnswer answer = WebSocketClient.handshake(line, "/engine.io/?" + query);
            assertThat(answer).hasToString(expected);
            assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @Test
    void aWebSocketOfAnotherVersionGetsTheSupportedVersion() {
        HttpAnswer answer = http.request(
                "GET",
                "/engine.io/?EIO=4&transport=websocket",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 8");
        assertThat(answer).hasToString(BAD_REQUEST);
        assertThat(answer.header("Sec-WebSocket-Version")).isEqualTo("13");
    }

    @Test
    void aWebSocketWithoutAKeyIsRefused() {
        HttpAnswer answer = http.request(
                "GET",
                "/engine.io/?EIO=4&transport=websocket",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13");
        assertThat(answer).hasToString(BAD_REQUEST);
    }

    @Test
    void theAnswerToAWebSocketNegotiatesNothing() {
        try (RawConnection line = server.http()) {
            HttpAnswer answer = WebSocketClient.handshake(
                    line,
                    "/engine.io/?EIO=4&transport=websocket",
                    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("Upgrade")).isEqualTo("websocket");
            assertThat(answer.header("Connection")).isEqualTo("Upgrade");
            assertThat(answer.headers()).doesNotContainKeys("sec-websocket-extensions", "sec-websocket-protocol");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "t, u", "t ,u", "t\r\nSec-WebSocket-Protocol: u"})
    void theFirstSubprotocolThatIsOfferedIsSelected(String offer) {
        try (RawConnection line = server.http()) {
            HttpAnswer answer = WebSocketClient.handshake(
                    line, "/engine.io/?EIO=4&transport=websocket", "Sec-WebSocket-Protocol: " + offer);
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("Sec-WebSocket-Protocol")).isEqualTo("t");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "t,,u", "t, t", "a b", "\"t\""})
    void aMalformedListOfSubprotocolsIsRefused(String offer) {
        try (RawConnection line = server.http()) {
            HttpAnswer answer = WebSocketClient.handshake(
                    line, "/engine.io/?EIO=4&transport=websocket", "Sec-WebSocket-Protocol: " + offer);
            assertThat(answer).hasToString(BAD_REQUEST);
        }
    }
}

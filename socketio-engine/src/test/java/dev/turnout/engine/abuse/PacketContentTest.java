package dev.turnout.engine.abuse;

import static dev.turnout.engine.abuse.AbusedEngine.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.testkit.raw.HttpAnswer;
import dev.turnout.testkit.raw.RawConnection;
import dev.turnout.testkit.raw.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that are wrong or ask too much, and those that only look it. */
class PacketContentTest {

    private static final int POLICY_VIOLATION = 1008;

    private AbusedEngine engine;
    private ControlClient neighbour;

    @BeforeEach
    void start() throws IOException {
        engine = AbusedEngine.with(knobs -> knobs.pingTimeout = Duration.ofMillis(500));
        neighbour = engine.neighbour();
    }

    @AfterEach
    void stop() throws IOException {
        neighbour.isUndisturbed();
        neighbour.close();
        engine.close();
    }

    @Test
    void aSecondNamespaceCloses() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send("40/other,").closeCode()).isEqualTo(POLICY_VIOLATION);
            engine.awaitClosed(CloseReason.NAMESPACE_LIMIT, 1);
        }
    }

    @Test
    void namespacesThatDoNotExistAreRefusedOneByOne() throws IOException {
        try (RawWebSocket socket = engine.webSocket()) {
            for (int i = 0; i < 40; i++) {
                assertThat(socket.send("40/nowhere" + i + ",").text())
                        .isEqualTo("44/nowhere" + i + ",{\"message\":\"Invalid namespace\"}");
            }
            assertThat(socket.send("40").text()).as("the right one still works").startsWith("40{");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"451-[\"e\"]", "461-1[]", "45999999-[\"e\"]"})
    void anAttachmentCloses(String packet) throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send(packet).closeCode()).isEqualTo(POLICY_VIOLATION);
            engine.awaitClosed(CloseReason.ATTACHMENT_LIMIT, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 10_000})
    void jsonThatIsTooDeepCloses(int depth) throws IOException {
        String deep = "42[\"e\"," + "[".repeat(depth) + "]".repeat(depth) + "]";
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send(deep).closeCode()).isEqualTo(POLICY_VIOLATION);
            engine.awaitClosed(CloseReason.JSON_DEPTH, 1);
        }
    }

    @Test
    void jsonOfTheWholeDepthPasses() throws IOException {
        String deep = "42[\"e\"," + "[".repeat(31) + "]".repeat(31) + "]";
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send(deep).text()).isEqualTo(deep);
        }
    }

    @Test
    void jsonThatIsTooDeepInCONNECTClosesToo() throws IOException {
        try (RawWebSocket socket = engine.webSocket()) {
            socket.send("40{\"a\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}");
            assertThat(socket.closeCode()).isEqualTo(POLICY_VIOLATION);
            engine.awaitClosed(CloseReason.JSON_DEPTH, 1);
        }
    }

    /** What a handler echoes comes back as it was, as far as JavaScript could tell. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "\"\\ud800\"|\"\\uD800\"",
                "\"\\udc00x\"|\"\\uDC00x\"",
                "\"\\ud83d\\ude00\"|\"\uD83D\uDE00\"",
                "{\"\\ud800\":\"\\udc00\"}|{\"\\uD800\":\"\\uDC00\"}",
                "[\"\\ud800\",\"\u00e9\"]|[\"\\uD800\",\"\u00e9\"]",
                "\"\\u0000\\u001e\"|\"\\u0000\\u001E\"",
                "1e999|null",
                "-1e999|null",
                "[1e999,{\"a\":-1e999}]|[null,{\"a\":null}]",
                "123456789012345678901234567890|123456789012345678901234567890",
                "0.1|0.1",
                "{\"a\":1,\"a\":2}|{\"a\":2}",
                "{\"__proto__\":{\"x\":1},\"constructor\":1}|{\"__proto__\":{\"x\":1},\"constructor\":1}",
                "{\"_placeholder\":true,\"num\":0}|{\"_placeholder\":true,\"num\":0}",
                "{\"\":\"\"}|{\"\":\"\"}",
            })
    void oddJsonComesBackWhole(String sent, String echoed) throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send("42[\"e\"," + sent + "]").text()).isEqualTo("42[\"e\"," + echoed + "]");
            socket.send("421[\"e\"," + sent + "]");
            assertThat(socket.text()).isEqualTo("431[" + echoed + "]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "4",
                "4x",
                "47",
                "42",
                "42[]",
                "42[null]",
                "42[[]]",
                "42{}",
                "42[\"connect\"]",
                "42[\"disconnect\"]",
                "42[\"e\"",
                "42[\"e\"]x",
                "42[\"e\"] []",
                "42[\"e\",NaN]",
                "42[\"e\",Infinity]",
                "42[\"e\",'x']",
                "42[\"e\",01]",
                "42[\"e\",/**/1]",
                "42[\"e\",]",
                "42[\"e\",\"\u0000\"]",
                "42[\0\"\0e\0\"\0]\0",
                "42\ufeff[\"e\"]",
                "42abc[\"e\"]",
                "4212345678901234567890[\"e\"]",
                "42/other,[\"e\"]",
                "43[]",
                "431{}",
                "43-1[]",
                "44{}",
                "40",
                "41x",
                "411",
                "45[\"e\"]",
                "45-[\"e\"]",
                "45x-[\"e\"]",
                "4abc",
                "2",
                "0{}",
                "5",
                "7",
                "bAAAA",
                "b\u00e9",
            })
    void bytesThatAreNoPacketCloseTheConnectionWithoutALogLine(String packet) throws IOException {
        try (LogWatch log = new LogWatch();
                RawWebSocket socket = engine.connected()) {
            socket.send(packet);
            assertThat(socket.closeCode()).isEqualTo(1002);
            engine.awaitClosed(CloseReason.PARSE_ERROR, 1);
            log.isSilent();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 5000, 60_000})
    void aNumberThatIsTooLongIsNoPacket(int digits) throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send("42[\"e\"," + "1".repeat(digits) + "]").closeCode())
                    .isEqualTo(1002);
            engine.awaitClosed(CloseReason.PARSE_ERROR, 1);
        }
    }

    @Test
    void aNameThatFillsTheWholePacketPasses() throws IOException {
        String long1 = "42[\"e\",{\"" + "n".repeat(60_000) + "\":1}]";
        try (RawWebSocket socket = engine.connected()) {
            assertThat(socket.send(long1).text()).isEqualTo(long1);
        }
    }

    @Test
    void brokenUtf8InATextFrameCloses() throws IOException {
        byte[][] broken = {
            {'4', '2', '[', '"', (byte) 0xC0, (byte) 0x80, '"', ']'},
            {'4', '2', '[', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ']'},
            {'4', '2', '[', '"', (byte) 0xF5, (byte) 0x80, (byte) 0x80, (byte) 0x80, '"', ']'},
            {'4', '2', '[', '"', (byte) 0xE2, (byte) 0x82},
            {(byte) 0xFF},
        };
        for (int i = 0; i < broken.length; i++) {
            try (RawWebSocket socket = engine.connected()) {
                socket.send(true, RawWebSocket.TEXT, broken[i]);
                assertThat(socket.closeCode()).isEqualTo(1007);
                engine.awaitClosed(CloseReason.PARSE_ERROR, i + 1);
            }
        }
    }

    @Test
    void brokenUtf8InAPollingBodyCloses() throws IOException {
        try (RawConnection connection = engine.connection()) {
            String sid = engine.connectedPolling(connection);
            HttpAnswer answer = connection.post(session(sid), "text/plain", new byte[] {'4', (byte) 0xC0, (byte) 0x80});
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("Bad request");
            engine.awaitClosed(CloseReason.PARSE_ERROR, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/test/?EIO=4&transport=polling&x=%zz",
                "/test/?EIO=4&transport=polling&x=%",
                "/test/?EIO=4&transport=polling&x=%e",
                "/%zz",
                "/test%2",
            })
    void brokenPercentEncodingIsABadRequest(String target) throws IOException {
        try (RawConnection connection = engine.connection()) {
            assertThat(connection.get(target).status()).isEqualTo(400);
        }
    }

    @Test
    void percentEncodedBytesThatAreNoUtf8DoNoHarm() throws IOException {
        try (RawConnection connection = engine.connection()) {
            assertThat(connection.get("/%ff%fe%00").status()).isEqualTo(404);
            assertThat(connection.get("/test/?EIO=4&transport=%ff%c0%80").status())
                    .isEqualTo(400);
        }
    }

    @Test
    void aBinaryMessageThatNobodyAnnouncedCloses() throws IOException {
        try (RawWebSocket socket = engine.connected()) {
            socket.send(true, RawWebSocket.BINARY, "42[\"e\"]".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.closeCode()).isEqualTo(1002);
            engine.awaitClosed(CloseReason.PARSE_ERROR, 1);
        }
    }
}

package dev.turnout.engine.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Transport;
import dev.turnout.engine.websocket.ClientFrames;
import dev.turnout.testkit.raw.RawConnection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engine.IO over a websocket, revision 4, against an echo. */
class WebSocketWireTest {

    private final WireServer server = WireServer.start();
    private final WebSocketClient socket = server.webSocket("/engine.io/?EIO=4&transport=websocket");
    private final String open = socket.next();

    @AfterEach
    void stop() {
        socket.close();
        server.close();
    }

    @Test
    void messagesAreEchoed() {
        socket.send("4hello").send(new byte[] {1, 2, 3}).send("4é€😀", "4");
        assertThat(socket.next(4)).containsExactly("4hello", "<010203>", "4é€😀", "4");
        assertThat(server.stats().live(Transport.WEBSOCKET)).isEqualTo(1);
    }

    @Test
    void binaryMayComeAsBase64() {
        socket.send("bAQIDBA==");
        assertThat(socket.next()).isEqualTo("<01020304>");
    }

    @Test
    void aClientThatAskedForBase64GetsIt() {
        try (WebSocketClient other = server.webSocket("/engine.io/?EIO=4&transport=websocket&b64=1")) {
            other.next();
            other.send(new byte[] {1, 2, 3, 4});
            assertThat(other.next()).isEqualTo("bAQIDBA==");
        }
    }

    @Test
    void messagesOfEverySizeAreEchoed() {
        for (int size : new int[] {0, 1, 124, 125, 126, 127, 1000, 65_534, 65_535, 65_536, 99_999}) {
            String message = "4" + "x".repeat(size);
            socket.send(message);
            assertThat(socket.next()).isEqualTo(message);
        }
    }

    @Test
    void aMessageMayComeByteByByte() {
        for (byte each : ClientFrames.text("4slow")) {
            socket.write(new byte[] {each});
        }
        assertThat(socket.next()).isEqualTo("4slow");
    }

    @Test
    void framesMayBeCutAnywhereByTheNetwork() {
        byte[] frames = new byte[0];
        for (int i = 0; i < 50; i++) {
            byte[] frame = ClientFrames.text("4m" + i);
            byte[] longer = Arrays.copyOf(frames, frames.length + frame.length);
            System.arraycopy(frame, 0, longer, frames.length, frame.length);
            frames = longer;
        }
        int start = 0;
        while (start < frames.length) {
            int end =
                    Math.min(frames.length, start + ThreadLocalRandom.current().nextInt(1, 20));
            socket.write(Arrays.copyOfRange(frames, start, end));
            start = end;
        }
        for (int i = 0; i < 50; i++) {
            assertThat(socket.next()).isEqualTo("4m" + i);
        }
    }

    @Test
    void aFragmentedMessageIsPutTogetherAndAPingWithinAnswered() {
        socket.write(ClientFrames.frame(false, ClientFrames.TEXT, bytes("4hel")));
        socket.write(ClientFrames.frame(true, ClientFrames.PING, bytes("hi")));
        assertThat(socket.next()).isEqualTo("pong hi");
        socket.write(ClientFrames.frame(true, ClientFrames.CONTINUATION, bytes("lo")));
        assertThat(socket.next()).isEqualTo("4hello");
    }

    @Test
    void framesThatComeTogetherWithTheHandshakeAreNotLost() {
        try (RawConnection line = server.http()) {
            byte[] opening = bytes(WebSocketClient.opening("/engine.io/?EIO=4&transport=websocket"));
            byte[] message = ClientFrames.text("4early");
            byte[] both = Arrays.copyOf(opening, opening.length + message.length);
            System.arraycopy(message, 0, both, opening.length, message.length);

            line.send(both);

            assertThat(line.answer().status()).isEqualTo(101);
            WebSocketClient early = WebSocketClient.on(line);
            assertThat(early.next()).startsWith("0{");
            assertThat(early.next()).isEqualTo("4early");
        }
    }

    @Test
    void aConnectionMayHaveServedOtherRequestsBefore() {
        try (RawConnection line = server.http()) {
            assertThat(line.get("/show").status()).isEqualTo(200);
            assertThat(line.get("/nowhere").status()).isEqualTo(404);
            WebSocketClient late = WebSocketClient.open(line, "/engine.io/?EIO=4&transport=websocket");
            late.next();
            assertThat(late.send("4hello").next()).isEqualTo("4hello");
        }
    }

    // ---- the end

    @Test
    void theClientsClosePacketIsAnsweredWithAClosingHandshake() {
        socket.send("1");
        assertThat(socket.completesClose(1000)).isTrue();
        await().until(() -> server.stats().closed(CloseReason.TRANSPORT_CLOSE) == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4999})
    void theClientsCloseFrameIsAnsweredWithItsCodeAndTheConnectionCloses(int code) {
        socket.sendClose(code);
        assertThat(socket.next()).isEqualTo("close " + code);
        assertThat(socket.awaitClosed()).isTrue();
        await().until(() -> server.stats().closed(CloseReason.TRANSPORT_CLOSE) == 1);
    }

    @Test
    void aClientThatVanishesIsGone() {
        socket.reset();
        await().until(() -> server.stats().live() == 0);
        assertThat(server.closed()).isEqualTo(1);
    }

    @Test
    void aClientThatOnlyStopsSendingIsGone() {
        socket.finishSending();
        await().until(() -> server.stats().closed(CloseReason.TRANSPORT_CLOSE) == 1);
        assertThat(socket.awaitClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2", "5", "0", ""})
    void aPacketThatIsNotAllowedEndsTheSession(String packet) {
        socket.send(packet);
        assertThat(socket.completesClose(1002)).isTrue();
        await().until(() -> server.stats().closed(CloseReason.PARSE_ERROR) == 1);
    }

    @Test
    void aBrokenFrameEndsTheSession() {
        socket.write(new byte[] {(byte) 0x83, (byte) 0x80, 0, 0, 0, 0});
        assertThat(socket.next()).isEqualTo("close 1002");
        assertThat(socket.awaitClosed()).isTrue();
        await().until(() -> server.stats().closed(CloseReason.PARSE_ERROR) == 1);
    }

    @Test
    void textThatIsNoUtf8EndsTheSession() {
        socket.write(ClientFrames.frame(true, ClientFrames.TEXT, new byte[] {'4', (byte) 0xff}));
        assertThat(socket.next()).isEqualTo("close 1007");
        assertThat(socket.awaitClosed()).isTrue();
    }

    @Test
    void aClientThatSendsTooLargeAMessageGetsTheReasonAlsoBeforeItsEnd() {
        byte[] tooLarge = ClientFrames.frame(true, ClientFrames.TEXT, new byte[2_000_000]);
        socket.write(Arrays.copyOf(tooLarge, 150_000));
        assertThat(socket.next()).isEqualTo("close 1009");
        await().until(() -> server.stats().closed(CloseReason.PAYLOAD_TOO_LARGE) == 1);
    }

    @Test
    void itsSidIsGoodForNothingElse() {
        String sid = open.substring(8, 28);
        try (RawConnection http = server.http()) {
            String target = "/engine.io/?EIO=4&transport=polling&sid=" + sid;
            assertThat(http.get(target).status()).isEqualTo(400);
            assertThat(http.post(target, "4hello").status()).isEqualTo(400);
            assertThat(WebSocketClient.handshake(http, target.replace("polling", "websocket"))
                            .status())
                    .isEqualTo(400);
        }
        assertThat(socket.send("4still here").next()).isEqualTo("4still here");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

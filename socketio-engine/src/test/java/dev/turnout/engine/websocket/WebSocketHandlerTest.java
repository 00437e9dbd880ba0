package dev.turnout.engine.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketHandlerTest {

    private static final String PONG_HI = "8a026869";
    private static final String CLOSE_NORMAL = "880203e8";
    private static final String CLOSE_PROTOCOL_ERROR = "880203ea";
    private static final String CLOSE_POLICY_VIOLATION = "880203f0";
    private static final String CLOSE_TOO_BIG = "880203f1";

    private final List<String> received = new ArrayList<>();
    private final StallingChannel channel = new StallingChannel();
    private final WebSocketHandler handler = new WebSocketHandler(new WebSocketConnection.Options(1000, true), channel);
    private final ListenerRecorder recorder = new ListenerRecorder(received);

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void messagesGoToTheListener() {
        handler.open(recorder);

        client(ClientFrames.text("hello"));
        client(ClientFrames.binary((byte) 1, (byte) 2));

        assertThat(received).containsExactly("text hello", "binary 0102");
    }

    @Test
    void bytesBeforeItIsOpenAreKept() {
        client(ClientFrames.text("one"));
        client(ClientFrames.text("two"));
        client(ClientFrames.text("three"));
        assertThat(received).isEmpty();

        handler.open(recorder);

        assertThat(received).containsExactly("text one", "text two", "text three");
    }

    @Test
    void bytesBeforeItIsOpenAreReleasedWhenItNeverOpens() {
        client(ClientFrames.text("one"));
        client(ClientFrames.text("two"));

        channel.close();

        assertThat(received).isEmpty();
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        handler.open(recorder);

        client(ClientFrames.frame(true, ClientFrames.PING, bytes("hi")));

        assertThat(sent()).isEqualTo(PONG_HI);
        assertThat(received).containsExactly("other");
    }

    @Test
    void anotherListenerReceivesWhatFollowsInTheSameRead() {
        ListenerRecorder second = new ListenerRecorder(received);
        handler.open(new ListenerRecorder(received) {
            @Override
            public void message(WebSocket socket, boolean text, ByteBuf payload) {
                socket.handOver(second);
            }
        });

        client(ClientFrames.text("5"), ClientFrames.text("hello"));

        assertThat(received).containsExactly("text hello");
    }

    @Test
    void theClientsCloseIsAnsweredAndTheConnectionClosed() {
        handler.open(recorder);

        client(ClientFrames.close(1000), ClientFrames.text("late"));

        assertThat(sent()).isEqualTo(CLOSE_NORMAL);
        assertThat(received).containsExactly("closed");
    }

    @Test
    void ourCloseWaitsForTheClientsAndHandlesNoFurtherMessages() {
        handler.open(recorder);

        handler.close(1001);
        handler.close(1000);
        client(ClientFrames.text("crossing"));

        assertThat(sent()).isEqualTo("880203e9");
        assertThat(channel.isOpen()).isTrue();
        assertThat(received).isEmpty();

        client(ClientFrames.close(1001));

        assertThat(sent()).isEmpty();
        assertThat(received).containsExactly("closed");
    }

    @Test
    void nothingIsSentAfterAClose() {
        handler.open(recorder);

        handler.close(1000);
        handler.send(Unpooled.copiedBuffer("late", StandardCharsets.UTF_8));

        assertThat(sent()).isEqualTo(CLOSE_NORMAL);
    }

    @Test
    void aViolationIsAnsweredWithItsCodeAndEndsTheReading() {
        handler.open(recorder);

        client(ClientFrames.frame(0x83, bytes("?"), true, ClientFrames.LengthForm.SHORTEST), ClientFrames.text("late"));

        assertThat(sent()).isEqualTo(CLOSE_PROTOCOL_ERROR);
        assertThat(received).contains("violated PROTOCOL_ERROR").doesNotContain("text late");
    }

    @Test
    void aMessageThatIsTooBigIsRefusedBeforeItHasCome() {
        handler.open(recorder);

        client(ClientFrames.headerOf(0x82, 1001));

        assertThat(sent()).isEqualTo(CLOSE_TOO_BIG);
        assertThat(received).contains("violated TOO_BIG");
    }

    @Test
    void anAbortSendsNoCloseFrame() {
        handler.open(recorder);

        handler.abort();

        assertThat(sent()).isEmpty();
        assertThat(received).containsExactly("closed");
    }

    @Test
    void bytesWaitForAClientThatDoesNotRead() {
        handler.open(recorder);
        channel.stall();

        handler.send(handler.alloc().buffer().writeZero(500));

        assertThat(handler.pendingBytes()).isGreaterThanOrEqualTo(500);
        channel.readAgain();
        assertThat(handler.pendingBytes()).isZero();
    }

    @Test
    void whenTheClientHasReadAllNothingWaitsAnyMore() {
        handler.open(recorder);
        channel.stall();
        handler.send(handler.alloc().buffer().writeZero(500));
        handler.whenDrained(() -> received.add("drained, " + handler.pendingBytes() + " bytes wait"));

        assertThat(received).isEmpty();
        channel.readAgain();

        assertThat(received).containsExactly("drained, 0 bytes wait");
    }

    @Test
    void packetsSentWhileReadingAreFlushedOnceAfterwards() {
        handler.open(new ListenerRecorder(received) {
            @Override
            public void message(WebSocket socket, boolean text, ByteBuf payload) {
                socket.send(payload.retainedSlice());
                received.add(channel.outboundMessages().size() + " flushed");
            }
        });

        client(ClientFrames.text("a"), ClientFrames.text("b"));

        assertThat(received).containsExactly("0 flushed", "0 flushed");
        assertThat(sent()).isEqualTo("6162");
    }

    @Test
    void moreThanTheHighWaterMarkSentInOneReadIsABacklog() {
        handler.open(new ListenerRecorder(received) {
            @Override
            public void message(WebSocket socket, boolean text, ByteBuf payload) {
                socket.send(socket.alloc().buffer().writeZero(1000));
                received.add("backlogged: " + socket.isBacklogged());
                socket.send(socket.alloc().buffer().writeZero(WriteBufferWaterMark.DEFAULT.high()));
                received.add("backlogged: " + socket.isBacklogged());
            }
        });

        client(ClientFrames.text("a"));

        assertThat(received).containsExactly("backlogged: false", "backlogged: true");
        sent();
    }

    @Test
    void aFailureIsReportedAndClosesTheConnection() {
        handler.open(recorder);
        channel.pipeline().fireExceptionCaught(new OutOfMemoryError("no memory for a frame"));
        assertThat(received).containsExactly("failed: no memory for a frame", "closed");
    }

    @Test
    void aResetByTheClientIsNoFailure() {
        handler.open(recorder);
        channel.pipeline().fireExceptionCaught(new IOException("connection reset"));
        assertThat(received).containsExactly("closed");
    }

    @Test
    void bytesOfAFrameThatIsNotCompleteAreCountedUntilItIs() {
        handler.open(recorder);
        byte[] frame = ClientFrames.text("x".repeat(200));

        client(Arrays.copyOf(frame, 100));
        assertThat(recorder.retained()).isBetween(100, 200);

        client(Arrays.copyOfRange(frame, 100, frame.length));
        assertThat(received).hasSize(1);
        assertThat(recorder.retained()).isZero();
    }

    @Test
    void bytesOfAFrameThatIsNotCompleteAreFreedWithTheConnection() {
        handler.open(recorder);
        client(Arrays.copyOf(ClientFrames.text("x".repeat(200)), 100));

        channel.close();

        assertThat(received).containsExactly("closed");
        assertThat(recorder.retained()).isZero();
    }

    @Test
    void moreBytesThanMayBeKeptCloseTheConnection() {
        recorder.allows(250);
        handler.open(recorder);
        byte[] frame = ClientFrames.text("x".repeat(900));

        client(Arrays.copyOf(frame, 200));
        client(Arrays.copyOfRange(frame, 200, 600));

        assertThat(received).startsWith("violated POLICY_VIOLATION");
        assertThat(sent()).isEqualTo(CLOSE_POLICY_VIOLATION);
        assertThat(recorder.retained()).isZero();
    }

    // ---- the client

    private void client(byte[]... frames) {
        channel.writeInbound(Unpooled.wrappedBuffer(frames));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Everything that was sent since the last look, in hex. */
    private String sent() {
        StringBuilder hex = new StringBuilder();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            hex.append(ByteBufUtil.hexDump(each));
            each.release();
        }
        return hex.toString();
    }
}

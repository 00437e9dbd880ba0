package dev.turnout.engine.websocket;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.turnout.engine.ConnectionLedger.ConnectionPermit;
import dev.turnout.engine.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On real sockets: what depends on the kernel. The protocol is the subject of {@link WebSocketHandlerTest}. */
class EpollWebSocketTest {

    private static final byte[] CLOSE_NORMAL = {(byte) 0x88, 2, 3, (byte) 0xE8};
    private static final int MEGABYTES = 8;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = (EventLoop) group.next();
    private final Socket listening = listening();
    private final List<java.net.Socket> clients = new ArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger released = new AtomicInteger();
    private final ListenerRecorder recorder = new ListenerRecorder(received);

    @BeforeAll
    static void withEpoll() {
        assumeThat(Epoll.isAvailable()).isTrue();
    }

    private static Socket listening() {
        try {
            Socket socket = Socket.newSocketStream();
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            socket.listen(10);
            return socket;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void stop() throws IOException {
        for (java.net.Socket client : clients) {
            client.close();
        }
        eventually(() -> assertThat(released).as("connections released").hasValue(clients.size()));
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        listening.close();
        assertThat(recorder.retained()).as("bytes kept of incomplete messages").isZero();
    }

    @Test
    void bytesThatCameBeforeAreReadFirst() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = accept(ClientFrames.text("early"));
        client.getOutputStream().write(ClientFrames.text("late"));

        open(socket);

        eventually(() -> assertThat(received).containsExactly("text early", "text late"));
    }

    @Test
    void messagesLongerThanOneRoundOfReadsArrive() throws Exception {
        java.net.Socket client = connect();
        open(accept());
        int messages = 300;
        ByteBuf frames = Unpooled.buffer();
        for (int i = 0; i < messages; i++) {
            frames.writeBytes(ClientFrames.text("x".repeat(900)));
        }
        client.getOutputStream().write(frames.array(), 0, frames.readableBytes());

        eventually(() -> assertThat(received).hasSize(messages));
    }

    @Test
    void whatAClientDoesNotReadWaitsAndArrivesWholeAndInOrder() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        int ints = MEGABYTES * 1024 * 1024 / Integer.BYTES;
        onLoop(() -> {
            int next = 0;
            while (next < ints) {
                ByteBuf some = socket.alloc().buffer();
                for (int i = 0; i < 5_000 && next < ints; i++) {
                    some.writeInt(next++);
                }
                socket.send(some);
            }
            assertThat(socket.isBacklogged()).isTrue();
            assertThat(socket.pendingBytes()).isPositive();
            socket.whenDrained(() -> received.add("drained, " + socket.pendingBytes() + " bytes wait"));
        });
        assertThat(received).isEmpty();

        byte[] bytes = client.getInputStream().readNBytes(ints * Integer.BYTES);

        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        for (int i = 0; i < ints; i++) {
            assertThat(all.readInt()).isEqualTo(i);
        }
        eventually(() -> assertThat(received).containsExactly("drained, 0 bytes wait"));
        onLoop(() -> assertThat(socket.isBacklogged()).isFalse());
    }

    @Test
    void whatIsSentLaterDoesNotDelayTheNoticeThatTheRestIsWritten() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        int length = MEGABYTES * 1024 * 1024;
        onLoop(() -> {
            socket.send(socket.alloc().buffer().writeZero(length));
            socket.whenDrained(() -> received.add(socket.isBacklogged() ? "more waits" : "nothing waits"));
            socket.send(socket.alloc().buffer().writeZero(8 * length));
        });
        client.getInputStream().skipNBytes(length);
        eventually(() -> assertThat(received).containsExactly("more waits"));
        client.getInputStream().skipNBytes(8L * length);
        onLoop(() -> assertThat(socket.pendingBytes()).isZero());
    }

    @Test
    void sharedBytesThatWaitStayTheSendersAsWell() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        ByteBuf shared = socket.alloc().buffer().writeZero(MEGABYTES * 1024 * 1024);
        onLoop(() -> socket.sendShared(shared));
        assertThat(shared.refCnt()).isEqualTo(2);

        assertThat(client.getInputStream().readNBytes(shared.readableBytes())).hasSize(shared.readableBytes());

        eventually(() -> assertThat(shared.refCnt()).isEqualTo(1));
        shared.release();
    }

    @Test
    void bytesOnTheHeapAreSentToo() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        onLoop(() -> socket.send(Unpooled.copiedBuffer("heap", StandardCharsets.US_ASCII)));
        assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("heap");
    }

    @Test
    void packetsSentWhileReadingArriveTogether() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = accept();
        onLoop(() -> {
            socket.open(new ListenerRecorder(received) {
                @Override
                public void message(WebSocket from, boolean text, ByteBuf payload) {
                    from.send(payload.retainedSlice());
                    received.add("waits: " + (from.pendingBytes() > 0));
                }
            });
        });
        client.getOutputStream()
                .write(ByteBufUtil.getBytes(Unpooled.wrappedBuffer(ClientFrames.text("a"), ClientFrames.text("b"))));
        assertThat(client.getInputStream().readNBytes(2)).asString().isEqualTo("ab");
        assertThat(received).containsExactly("waits: true", "waits: true");
    }

    @Test
    void theClientsEndAndItsResetEndTheConnectionOnce() throws Exception {
        java.net.Socket first = connect();
        open(accept());
        first.close();
        eventually(() -> assertThat(received).containsExactly("closed"));

        java.net.Socket second = connect();
        open(accept());
        second.setSoLinger(true, 0);
        second.close();
        eventually(() -> assertThat(received).containsExactly("closed", "closed"));
    }

    @Test
    void aResetIsNoticedWhileBytesWait() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        onLoop(() -> socket.send(socket.alloc().buffer().writeZero(MEGABYTES * 1024 * 1024)));
        client.setSoLinger(true, 0);
        client.close();
        eventually(() -> assertThat(received).containsExactly("closed"));
    }

    @Test
    void aCloseFrameFollowsWhatWaitsAndTheClientsEndsTheConnection() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        int length = MEGABYTES * 1024 * 1024;
        onLoop(() -> {
            socket.send(socket.alloc().buffer().writeZero(length));
            socket.close(1000);
        });
        client.getInputStream().skipNBytes(length);
        assertThat(client.getInputStream().readNBytes(4)).isEqualTo(CLOSE_NORMAL);
        client.getOutputStream().write(ClientFrames.close(1000));

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        eventually(() -> assertThat(received).containsExactly("closed"));
    }

    @Test
    void aClientThatViolatesTheProtocolReadsTheReasonWhileItStillSends() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        client.getOutputStream().write(new byte[] {(byte) 0x83, 0}); // a reserved opcode, not masked
        assertThat(client.getInputStream().readAllBytes())
                .as("a close frame, then the end")
                .isEqualTo(new byte[] {(byte) 0x88, 2, 3, (byte) 0xEA});
        client.getOutputStream().write(new byte[1024 * 1024]);
        onLoop(() -> assertThat(socket.isOpen()).isTrue());
        client.shutdownOutput();
        eventually(() -> assertThat(received).containsExactly("violated PROTOCOL_ERROR", "closed"));
    }

    /** The next connection gets the lowest free file descriptor, which is all that a system call has of a connection. */
    @Test
    void aClosedOneSendsNothingToTheConnectionThatGotItsFileDescriptor() throws Exception {
        connect();
        EpollWebSocket first = open(accept());
        java.net.Socket client = connect();
        ByteBuf shared = first.alloc().buffer().writeBytes(new byte[] {1});
        onLoop(() -> {
            first.closeNow(); // the listener is told by a later task
            EpollWebSocket second = accept();
            assertThat(second.fd().intValue()).isEqualTo(first.fd().intValue());
            second.open(recorder);

            first.send(first.alloc().buffer().writeBytes(new byte[] {2}));
            first.sendShared(shared);
            first.sendPing();
            first.close(1000);
            second.send(second.alloc().buffer().writeByte('!'));
        });

        assertThat(client.getInputStream().read()).isEqualTo('!');
        assertThat(shared.release()).as("nobody else holds it").isTrue();
        eventually(() -> assertThat(received).containsExactly("closed"));
    }

    @Test
    void aFaultOfTheListenerClosesTheConnectionAndIsReported() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = accept();
        onLoop(() -> {
            socket.open(new ListenerRecorder(received) {
                @Override
                public void message(WebSocket from, boolean text, ByteBuf payload) {
                    throw new IllegalStateException("a fault");
                }
            });
        });
        client.getOutputStream().write(ClientFrames.text("hello"));

        assertThat(client.getInputStream().read()).isEqualTo(-1);
        eventually(() -> assertThat(received).containsExactly("failed: a fault", "closed"));
    }

    @Test
    void aLoopThatStopsClosesItsConnections() throws Exception {
        java.net.Socket client = connect();
        EpollWebSocket socket = open(accept());
        onLoop(socket::close);
        assertThat(client.getInputStream().read()).isEqualTo(-1);
        eventually(() -> assertThat(received).containsExactly("closed"));
    }

    // ---- the two sides

    private java.net.Socket connect() throws IOException {
        java.net.Socket client = new java.net.Socket(
                InetAddress.getLoopbackAddress(), listening.localAddress().getPort());
        client.setSoTimeout(20_000);
        clients.add(client);
        return client;
    }

    /** The next connection, with bytes that were read from it already. */
    private EpollWebSocket accept(byte[]... early) {
        int accepted = -1;
        while (accepted < 0) { // it does not block
            try {
                accepted = listening.accept(new byte[26]);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return new EpollWebSocket(
                new WebSocketConnection.Options(1000, true),
                new Socket(accepted),
                loop,
                new Permit(),
                Unpooled.wrappedBuffer(early));
    }

    private EpollWebSocket open(EpollWebSocket socket) throws Exception {
        onLoop(() -> {
            socket.open(recorder);
        });
        return socket;
    }

    private void onLoop(Runnable task) throws Exception {
        loop.submit(task).get();
    }

    private final class Permit implements ConnectionPermit {

        @Override
        public Optional<Refusal> keep(int bytes) {
            return Optional.empty();
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }
}

package dev.turnout.engine.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Timings;
import dev.turnout.engine.Transport;
import dev.turnout.engine.ledger.ConnectionLimits;
import dev.turnout.engine.ledger.CountingLedger;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.RandomIds;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One session step by step: no socket, no thread of its own, time by hand. */
final class Steps {

    static final Timings TIMINGS = Timings.DEFAULTS
            .withPingInterval(Duration.ofMillis(300))
            .withPingTimeout(Duration.ofMillis(200))
            .withHandshakeTimeout(Duration.ofSeconds(1))
            .withConnectTimeout(Duration.ofSeconds(1))
            .withUpgradeTimeout(Duration.ofSeconds(1))
            .withRecovery(Duration.ZERO);

    static final int QUEUE_BYTES = 1000;
    static final int BURST = 10;

    private static final Limits LIMITS = Limits.DEFAULTS
            .withMaxPayload(10_000)
            .withPacketsPerSecond(10)
            .withPacketBurst(BURST)
            .withConnectionsPerAddress(0)
            .withOutboundQueueBytes(QUEUE_BYTES)
            .withRecoveryBytes(0);
    private static final String SID = "sid";

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final EngineCounters counters = new EngineCounters();
    private final SessionRegistry registry = new SessionRegistry();
    private final List<String> received = new ArrayList<>();
    private final EngineLoop engineLoop;
    private final @Nullable WebSocketRecorder ownSocket;
    private final EngineIoSession session;
    private final @Nullable PollingTransport polling;
    private final CountingLedger ledger = new CountingLedger(ConnectionLimits.of(LIMITS), Ticker.systemTicker());
    private final ConnectionLedger.SessionPermit permit = ledger.session(NetUtil.LOCALHOST, 1);

    private Steps(WireForm form, boolean webSocket, OutboundBudget budget) {
        engineLoop = EngineLoop.of(
                loop,
                new LoopDeadlines(loop, ticker, Duration.ofMillis(1)),
                new RandomIds(new SecureRandom()),
                TIMINGS,
                LIMITS,
                budget,
                counters);
        if (webSocket) {
            ownSocket = new WebSocketRecorder();
            session = new EngineIoSession(engineLoop, form, permit, ownSocket);
            ownSocket.opens(session);
            polling = null;
        } else {
            ownSocket = null;
            session = new EngineIoSession(engineLoop, form, permit, registry, SID);
            polling = registry.find(SID);
        }
        session.listen(new Listener());
        received.clear();
    }

    static Steps polling(WireForm form) {
        return new Steps(form, false, unlimited());
    }

    static Steps webSocket(WireForm form) {
        return new Steps(form, true, unlimited());
    }

    /** Sessions with loops of their own and a budget in common. */
    static Steps polling(OutboundBudget budget) {
        return new Steps(WireForm.REVISION_4, false, budget);
    }

    static Steps webSocket(OutboundBudget budget) {
        return new Steps(WireForm.REVISION_4, true, budget);
    }

    private static OutboundBudget unlimited() {
        return new OutboundBudget(0, new EngineCounters());
    }

    EngineLoop engineLoop() {
        return engineLoop;
    }

    /** As requests have found it that are under way still. */
    PollingTransport polling() {
        if (polling == null) {
            throw new IllegalStateException("opened by a websocket");
        }
        return polling;
    }

    // ---- the client

    PollRecorder get() {
        PollRecorder poll = new PollRecorder();
        polling().polled(poll);
        return poll;
    }

    /** A GET that is answered at once. */
    String got() {
        return get().answer();
    }

    void closesConnection(PollRecorder poll) {
        polling().abandoned(poll);
        settle();
    }

    boolean post(String body) {
        boolean taken = polling().posted(body.getBytes(StandardCharsets.UTF_8), false);
        settle();
        return taken;
    }

    boolean postBinary(byte[] body) {
        boolean taken = polling().posted(body, true);
        settle();
        return taken;
    }

    /** The websocket that the session was opened by. */
    WebSocketRecorder socket() {
        if (ownSocket == null) {
            throw new IllegalStateException("opened by polling");
        }
        return ownSocket;
    }

    /** A second transport, not yet probing. */
    WebSocketRecorder beginUpgrade() {
        WebSocketRecorder socket = new WebSocketRecorder();
        Upgrade upgrade = polling().beginUpgrade(socket);
        assertThat(upgrade).as("the session lets a websocket try").isNotNull();
        return upgrade == null ? socket : socket.opens(upgrade);
    }

    boolean mayUpgrade() {
        return polling().beginUpgrade(new WebSocketRecorder()) != null;
    }

    /** A whole upgrade, of which the client has seen the probe's answer. */
    WebSocketRecorder upgraded() {
        WebSocketRecorder socket = beginUpgrade();
        socket.sends("2probe");
        assertThat(socket.gets()).containsExactly("3probe");
        socket.sends("5");
        return socket;
    }

    // ---- the server

    void send(String message) {
        send(Outbound.message(bytes("4" + message), List.of()));
    }

    void send(Outbound outbound) {
        session.send(outbound);
    }

    void sendLatest(String key, String value) {
        session.send(Outbound.latest(bytes("4" + value), List.of(), key));
    }

    void close(CloseReason reason) {
        session.close(reason);
        settle();
    }

    // ---- time

    /** Runs what waits to be run now. */
    void settle() {
        loop.runNow();
    }

    void pass(Duration time) {
        ticker.advance(time.toNanos(), TimeUnit.NANOSECONDS);
        settle();
    }

    void passMillis(long millis) {
        pass(Duration.ofMillis(millis));
    }

    // ---- what can be seen

    EngineIoSession session() {
        return session;
    }

    EngineCounters counters() {
        return counters;
    }

    /** Everything that the layer above has received since the last look. */
    List<String> received() {
        List<String> all = List.copyOf(received);
        received.clear();
        return all;
    }

    boolean isKnownByItsSid() {
        return registry.find(SID) != null;
    }

    /** Whatever happened: opened once, closed at most once, and nothing left behind. */
    void assertBalanced() {
        long closed = 0;
        for (CloseReason reason : CloseReason.values()) {
            closed += counters.closed(reason);
        }
        assertThat(counters.opened()).isEqualTo(1);
        assertThat(closed).as("sessions closed").isEqualTo(session.isOpen() ? 0 : 1);
        assertThat(ledger.sessions())
                .as("sessions in the ledger")
                .isEqualTo(session.isOpen() || session.isClosing() ? 1 : 0);
        assertThat(counters.live()).as("live sessions").isEqualTo(1 - closed);
        assertThat(counters.live(Transport.POLLING)).isBetween(0L, 1L);
        assertThat(counters.live(Transport.WEBSOCKET)).isBetween(0L, 1L);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private final class Listener implements EngineIoListener {

        @Override
        public void opened() {}

        @Override
        public void text(ByteBuf message) {
            received.add(message.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void binary(ByteBuf message) {
            received.add("<" + ByteBufUtil.hexDump(message) + ">");
        }

        @Override
        public void closed(CloseReason reason) {
            received.add("closed: " + reason);
        }
    }
}

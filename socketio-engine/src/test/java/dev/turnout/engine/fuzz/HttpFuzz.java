package dev.turnout.engine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.Timings;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.EngineIoServer;
import dev.turnout.engine.engineio.EngineLoop;
import dev.turnout.engine.engineio.NewSessions;
import dev.turnout.engine.engineio.OutboundBudget;
import dev.turnout.engine.http.EmbeddedEdge;
import dev.turnout.engine.http.EventLoopThreads;
import dev.turnout.engine.http.HttpEdge;
import dev.turnout.engine.ledger.ConnectionLimits;
import dev.turnout.engine.ledger.CountingLedger;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.PerLoop;
import dev.turnout.engine.loop.RandomIds;
import dev.turnout.engine.socketio.OneLoop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Bytes on a connection, through HTTP, Engine.IO and Socket.IO to a handler and back: nothing escapes the pipeline, no
 * failure is logged, what is answered is bounded, and when time has passed nothing is left of it.
 */
public final class HttpFuzz {

    private static final String PATH = "/x/";
    private static final int ANSWERED_AT_LEAST = 64 * 1024;
    private static final int ANSWERED_PER_BYTE = 40;
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration A_WHILE = Duration.ofMillis(500);
    private static final Timings TIMINGS = Timings.DEFAULTS
            .withPingInterval(A_SECOND)
            .withPingTimeout(A_SECOND)
            .withHandshakeTimeout(A_SECOND)
            .withConnectTimeout(A_SECOND)
            .withUpgradeTimeout(A_SECOND)
            .withRecovery(A_SECOND);
    private static final Limits LIMITS = Limits.DEFAULTS
            .withMaxPayload(4096)
            .withPacketsPerSecond(50)
            .withConnectionsPerAddress(0)
            .withAttachments(3)
            .withJsonDepth(16)
            .withOutboundQueueBytes(16 * 1024)
            .withRecoveryBytes(16 * 1024);

    /** Never started: an edge is told of its threads, here nobody needs them. */
    private static final EventLoopThreads THREADS = new EventLoopThreads(1);

    private static final FuzzFailures FAILURES = new FuzzFailures();

    private final MockTicker ticker = Ticker.newMockTicker();

    /** The deadlines' own loop: an embedded channel's forgets its timers when the channel closes. */
    private final ManualIoEventLoop timers =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);

    private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
    private final EmbeddedChannel channel =
            EmbeddedChannel.builder().ticker(ticker).build();
    private final LoopDeadlines deadlines;
    private final EngineCounters counters = new EngineCounters();
    private final Echo handler = new Echo();
    private final CountingLedger ledger;
    private final HttpEdge edge;
    private final EngineIoServer server;
    private long answered;

    private HttpFuzz() {
        EventLoop loop = channel.eventLoop();
        deadlines = new LoopDeadlines(timers, ticker, Duration.ofMillis(1));
        channel.config().setAllocator(memory);
        ledger = new CountingLedger(ConnectionLimits.of(LIMITS), ticker);
        edge = new HttpEdge(
                Network.loopback(),
                LIMITS,
                TIMINGS,
                THREADS,
                new PerLoop<>(List.of(loop), any -> deadlines),
                HttpRoutes.NONE,
                ledger,
                counters::refusedOne);
        OutboundBudget budget = new OutboundBudget(LIMITS.outboundTotalBytes(), counters);
        EngineLoop engineLoop =
                EngineLoop.of(loop, deadlines, new RandomIds(new CountingRandom()), TIMINGS, LIMITS, budget, counters);
        budget.govern(List.of(engineLoop));
        server = new EngineIoServer(
                OneLoop.serving(PATH, handler, engineLoop, TIMINGS, LIMITS),
                new PerLoop<>(List.of(loop), any -> engineLoop),
                new NewSessions(ledger, counters),
                TIMINGS,
                LIMITS);
        edge.serve(PATH, server);
        EmbeddedEdge.connect(channel, edge);
    }

    /** @param input what a client sends over one connection; the first session's id is {@link CountingRandom#FIRST_ID} */
    public static void fuzzerTestOneInput(byte[] input) {
        new HttpFuzz().live(input);
    }

    private void live(byte[] input) {
        Random random = new Random(Arrays.hashCode(input));
        int start = 0;
        while (start < input.length && channel.isOpen()) {
            int end = Math.min(input.length, start + 1 + random.nextInt(random.nextBoolean() ? 8 : 4096));
            channel.writeInbound(memory.buffer(end - start).writeBytes(input, start, end - start));
            takeAnswers();
            start = end;
        }
        assertThat(answered).isLessThanOrEqualTo(ANSWERED_AT_LEAST + (long) ANSWERED_PER_BYTE * input.length);
        passes(A_SECOND.multipliedBy(5));
        channel.close();
        passes(A_SECOND.multipliedBy(5));
        takeAnswers();
        nothingIsLeft();
    }

    private void passes(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(A_WHILE)) {
            ticker.advance(A_WHILE.toMillis(), TimeUnit.MILLISECONDS);
            timers.runNow();
            channel.runPendingTasks();
            takeAnswers();
        }
    }

    private void takeAnswers() {
        for (Object message = channel.readOutbound(); message != null; message = channel.readOutbound()) {
            ByteBuf bytes = (ByteBuf) message;
            answered += bytes.readableBytes();
            bytes.release();
        }
        channel.checkException();
    }

    private void nothingIsLeft() {
        assertThat(FAILURES.take()).isEmpty();
        assertThat(handler.open()).isZero();
        assertThat(edge.openConnections()).isZero();
        assertThat(server.pollingSessions()).isZero();
        assertThat(ledger.sessions()).isZero();
        assertThat(ledger.pendingBytes()).isZero();
        assertThat(ledger.incompleteBytes()).isZero();
        assertThat(ledger.addresses()).isZero();
        assertThat(deadlines.waiting()).isZero();
        assertThat(counters.live()).isZero();
        assertThat(Arrays.stream(CloseReason.values())
                        .mapToLong(counters::closed)
                        .sum())
                .isEqualTo(counters.opened());
        assertThat(memory.metric().usedHeapMemory()).isZero();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    public static Stream<byte[]> seeds() {
        return HttpSeeds.all(PATH);
    }
}

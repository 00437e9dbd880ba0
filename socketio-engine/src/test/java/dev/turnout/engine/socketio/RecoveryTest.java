package dev.turnout.engine.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.Timings;
import dev.turnout.engine.engineio.EngineCounters;
import dev.turnout.engine.engineio.EngineLoop;
import dev.turnout.engine.loop.LoopDeadlines;
import dev.turnout.engine.loop.RandomIds;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who gets a lost session when several connections come for it. */
class RecoveryTest {

    private static final String PID = "pid";

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ManualIoEventLoop loop =
            new ManualIoEventLoop(null, Thread.currentThread(), LocalIoHandler.newFactory(), ticker);
    private final LoopDeadlines deadlines = new LoopDeadlines(loop, ticker, Duration.ofMillis(1));
    private final Recovery recovery = new Recovery(Timings.DEFAULTS, Limits.DEFAULTS);
    private final LoopSessions sessions = new LoopSessions(
            0,
            EngineLoop.of(
                    loop,
                    deadlines,
                    new RandomIds(new SecureRandom()),
                    Timings.DEFAULTS,
                    Limits.DEFAULTS,
                    new EngineCounters()),
            deadlines.queue(Timings.DEFAULTS.connectTimeout()),
            deadlines.queue(Timings.DEFAULTS.recovery()));
    private final TurnoutEndpoint endpoint =
            new TurnoutEndpoint("/test/", "/", new Nobody(), List.of(sessions), recovery);
    private final LostSession lost = new LostSession(sessions, endpoint, "id", PID, null, List.of(), null, 0);

    /** What each that came for it got, in order. */
    private final List<Optional<LostSession>> taken = new ArrayList<>();

    @BeforeEach
    void aLineIsLost() {
        lost.await();
        recovery.add(PID, lost);
    }

    private void someoneComes() {
        recovery.claim(PID, this::takes);
        loop.runNow();
    }

    private void takes(@Nullable LostSession got) {
        taken.add(Optional.ofNullable(got));
    }

    private void settles(Runnable settlement) {
        settlement.run();
        loop.runNow();
    }

    @Test
    void theFirstThatComesGetsIt() {
        someoneComes();

        assertThat(taken).containsExactly(Optional.of(lost));
        assertThat(deadlines.waiting()).isZero();
    }

    @Test
    void theSecondWaitsForWhatBecomesOfTheFirst() {
        someoneComes();
        someoneComes();

        assertThat(taken).hasSize(1);
    }

    @Test
    void whatTheFirstGivesBackTheSecondGets() {
        someoneComes();
        someoneComes();
        Runnable first = lost.settlement();

        lost.giveBack();
        settles(first);

        assertThat(taken).containsExactly(Optional.of(lost), Optional.of(lost));
        assertThat(recovery.size()).as("the second's handover").isEqualTo(1);
    }

    @Test
    void whereTheFirstMadeNothingOfItTheSecondGetsNothing() {
        someoneComes();
        someoneComes();

        settles(lost.settlement());

        assertThat(taken).containsExactly(Optional.of(lost), Optional.empty());
        assertThat(recovery.size()).isZero();
    }

    @Test
    void whatTheFirstContinuedIsTakenFromItByTheSecond() {
        someoneComes();
        someoneComes();
        List<String> asked = new ArrayList<>();
        Runnable first = lost.settlement();

        recovery.add(PID, taker -> asked.add("surrender"));
        settles(first);

        assertThat(asked).containsExactly("surrender");
        assertThat(recovery.size()).isEqualTo(1);
    }

    @Test
    void whoComesWhenTheTimeIsOverGetsNothing() {
        ticker.advance(Timings.DEFAULTS.recovery().toNanos(), TimeUnit.NANOSECONDS);

        someoneComes();

        assertThat(taken).containsExactly(Optional.empty());
    }

    /** No session ever opens here. */
    private static final class Nobody implements SessionHandler {

        @Override
        public Admission admit(Handshake handshake) {
            return Admission.accept(null);
        }

        @Override
        public void opened(Session session) {}

        @Override
        public void event(Session session, String name, List<JsonNode> args, Ack ack) {}

        @Override
        public void closed(Session session, CloseReason reason) {}
    }
}

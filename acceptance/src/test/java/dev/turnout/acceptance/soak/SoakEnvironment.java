package dev.turnout.acceptance.soak;

import dev.turnout.acceptance.kit.Product;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What viewers, publishers and the killer share. Any thread. */
final class SoakEnvironment {

    final Product product;
    final int port;
    final Violations violations = new Violations();

    /** Increases before each kill of socket-server and after each start: even while it runs. */
    private final AtomicInteger killsAndStarts = new AtomicInteger();

    final LongAdder received = new LongAdder();
    final LongAdder joined = new LongAdder();
    final LongAdder recovered = new LongAdder();
    final LongAdder upgraded = new LongAdder();
    final LongAdder lost = new LongAdder();

    private volatile Phase phase = Phase.STILL;

    SoakEnvironment(Product product) {
        this.product = product;
        this.port = product.socketServer().port();
    }

    /** The present run of socket-server. */
    int serverRun() {
        return killsAndStarts.get();
    }

    /** Whether socket-server has run all the time since {@link #serverRun} was this. */
    boolean isStillRunning(int run) {
        return run % 2 == 0 && run == killsAndStarts.get();
    }

    /** Before it is killed, and when it is ready again. */
    void killedOrStarted() {
        killsAndStarts.incrementAndGet();
    }

    Phase phase() {
        return phase;
    }

    void phase(Phase next) {
        phase = next;
    }

    boolean isChurn() {
        return phase == Phase.CHURN;
    }
}

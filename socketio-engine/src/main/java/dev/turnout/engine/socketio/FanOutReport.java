package dev.turnout.engine.socketio;

import dev.turnout.engine.FanOut;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Sums the reports of all loops on one broadcast. Any thread. */
final class FanOutReport {

    private final CompletableFuture<FanOut> whole = new CompletableFuture<>();
    private final AtomicReference<FanOut> sum = new AtomicReference<>(FanOut.NONE);
    private final AtomicInteger missing;

    FanOutReport(int loops) {
        missing = new AtomicInteger(loops);
        if (loops == 0) {
            whole.complete(FanOut.NONE);
        }
    }

    /** One loop is done; called once for each. */
    void done(int sessions, long busyNanos) {
        sum.accumulateAndGet(new FanOut(sessions, busyNanos), FanOut::plus);
        if (missing.decrementAndGet() == 0) {
            whole.complete(sum.get());
        }
    }

    CompletionStage<FanOut> whole() {
        return whole;
    }
}

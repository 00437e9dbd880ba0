package dev.turnout.socket.gateway;

import dev.turnout.engine.HttpExchange;
import dev.turnout.model.InternalKeys;
import dev.turnout.model.Wire;
import dev.turnout.socket.thread.OwnerThread;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets in who shows an internal key, and says once a minute how many did not. Any thread. */
public final class KeyGuard {

    private static final Logger LOG = LoggerFactory.getLogger(KeyGuard.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final InternalKeys keys;
    private final OwnerThread audienceThread;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong logged = new AtomicLong();
    private final AtomicBoolean waiting = new AtomicBoolean();

    public KeyGuard(InternalKeys keys, OwnerThread audienceThread) {
        this.keys = keys;
        this.audienceThread = audienceThread;
    }

    boolean admits(HttpExchange exchange) {
        if (keys.accept(exchange.header(Wire.INTERNAL_KEY_HEADER))) {
            return true;
        }
        refused.incrementAndGet();
        if (waiting.compareAndSet(false, true)) {
            log();
        }
        return false;
    }

    /** One line now, the next one not before a minute has passed, then with all that came meanwhile. */
    private void log() {
        long all = refused.get();
        long news = all - logged.getAndSet(all);
        if (news == 0) {
            rest();
            return;
        }
        LOG.atWarn().addKeyValue("requests", news).log("refused: no or wrong {}", Wire.INTERNAL_KEY_HEADER);
        audienceThread.after(BETWEEN_LINES, this::log);
    }

    private void rest() {
        waiting.set(false);
        boolean oneCameMeanwhile = refused.get() != logged.get();
        if (oneCameMeanwhile && waiting.compareAndSet(false, true)) {
            log();
        }
    }

    /** Requests without a right key so far. */
    public long refused() {
        return refused.get();
    }
}

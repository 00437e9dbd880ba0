package dev.turnout.engine.loop;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Logs unforeseen failures: each kind in full at most once a minute, since clients may be able to repeat what causes it. The
 * next line of a kind has the number of those left out. Any thread.
 */
public final class FailureLog {

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    /** Bounds the memory. Failures of further kinds are logged each time. */
    private static final int MAX_KINDS = 1000;

    private final LongSupplier nanoClock;
    private final Map<String, Kind> kinds = new HashMap<>();

    private static final class Kind {
        private long loggedAt;
        private long leftOut;
    }

    /** @param nanoClock monotonic, in nanoseconds */
    public FailureLog(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Logs a failure unless one of its kind was logged less than a minute ago.
     *
     * @param what failed; with the failure's class it makes the kind
     * @param where it did, for the line
     */
    public void error(Logger log, String what, String where, Throwable failure) {
        long leftOut = leftOutBefore(what + ' ' + failure.getClass().getName());
        if (leftOut > 0) {
            log.error("{}: {} (and {} more since the last line)", what, where, leftOut, failure);
        } else if (leftOut == 0) {
            log.error("{}: {}", what, where, failure);
        }
    }

    /** Number of failures of this kind that were left out before this one; -1 when it is to be left out, too. */
    private synchronized long leftOutBefore(String name) {
        long now = nanoClock.getAsLong();
        Kind kind = kinds.get(name);
        if (kind == null) {
            if (kinds.size() < MAX_KINDS) {
                kind = new Kind();
                kind.loggedAt = now;
                kinds.put(name, kind);
            }
            return 0;
        }
        if (now - kind.loggedAt < MINUTE) {
            kind.leftOut++;
            return -1;
        }
        long leftOut = kind.leftOut;
        kind.loggedAt = now;
        kind.leftOut = 0;
        return leftOut;
    }
}

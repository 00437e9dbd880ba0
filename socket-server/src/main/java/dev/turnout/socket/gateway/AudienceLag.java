package dev.turnout.socket.gateway;

import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Measures how far the audience thread is behind: a task runs there twice a second, and the time since it last ran is
 * what every other task has to wait. Any thread reads it, so that health needs no answer from that thread.
 */
public final class AudienceLag {

    private static final Duration BETWEEN_BEATS = Duration.ofMillis(500);

    private final OwnerThread audienceThread;
    private final LongSupplier nanoClock;
    private volatile long lastBeat;

    public AudienceLag(OwnerThread audienceThread, LongSupplier nanoClock) {
        this.audienceThread = audienceThread;
        this.nanoClock = nanoClock;
        this.lastBeat = nanoClock.getAsLong();
    }

    /** Begins to measure. */
    public void start() {
        audienceThread.execute(this::beat);
    }

    private void beat() {
        lastBeat = nanoClock.getAsLong();
        audienceThread.after(BETWEEN_BEATS, this::beat);
    }

    /** Milliseconds that the measuring task is overdue. */
    public long millis() {
        long nanos = nanoClock.getAsLong() - lastBeat - BETWEEN_BEATS.toNanos();
        return Math.max(0, nanos / 1_000_000);
    }

    boolean exceeds(Duration limit) {
        return millis() > limit.toMillis();
    }
}

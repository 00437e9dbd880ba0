package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes that wait for slow clients on all loops together. A packet that waits for many clients is in memory
 * once, and counts once. Above the limit the sessions with the largest queues are closed until an eighth of it is free.
 * Any thread.
 */
public final class OutboundBudget {

    private static final int FREED_PART = 8;

    private final long limit;
    private final EngineCounters counters;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean evicting = new AtomicBoolean();
    private volatile List<EngineLoop> loops = List.of();

    /** @param limit in bytes; 0 = no limit */
    public OutboundBudget(long limit, EngineCounters counters) {
        this.limit = limit;
        this.counters = counters;
    }

    /** The loops whose sessions it may close. Called once, before the first session. */
    public void govern(List<EngineLoop> all) {
        loops = List.copyOf(all);
    }

    void added(int packetBytes) {
        counters.outboundBytesChanged(packetBytes);
        bytes.addAndGet(packetBytes);
        check();
    }

    void removed(int packetBytes) {
        counters.outboundBytesChanged(-packetBytes);
        bytes.addAndGet(-packetBytes);
    }

    private void check() {
        if (limit > 0 && bytes.get() > limit && evicting.compareAndSet(false, true)) {
            evict();
        }
    }

    /** A session with a queue, as its loop saw it. */
    private record Candidate(EngineIoSession session, int queuedBytes) {}

    /** Collects the queues of every loop, then closes the largest ones of all loops. */
    private void evict() {
        Queue<Candidate> candidates = new ConcurrentLinkedQueue<>();
        AtomicInteger missing = new AtomicInteger(loops.size());
        for (EngineLoop loop : loops) {
            execute(loop, () -> {
                loop.forEachSession(session -> {
                    if (session.queuedBytes() > 0) {
                        candidates.add(new Candidate(session, session.queuedBytes()));
                    }
                });
                if (missing.decrementAndGet() == 0) {
                    closeLargest(new ArrayList<>(candidates));
                }
            });
        }
    }

    private void closeLargest(List<Candidate> candidates) {
        candidates.sort(Comparator.comparingInt(Candidate::queuedBytes).reversed());
        long excess = bytes.get() - limit + limit / FREED_PART;
        for (Candidate each : candidates) {
            if (excess <= 0) {
                break;
            }
            excess -= each.queuedBytes();
            execute(each.session().loop(), () -> each.session().discard(CloseReason.OUTBOUND_TOTAL_FULL));
        }
        evicting.set(false);
        for (EngineLoop loop : loops) {
            execute(loop, this::check); // packets that other queues hold as well have not been freed
        }
    }

    private static void execute(EngineLoop loop, Runnable task) {
        try {
            loop.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            // the engine has stopped, and every session with it
        }
    }
}

package dev.turnout.bench.server;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sessions of each room and sends the count to the room when the {@link Counter} requires it. Any thread. */
final class CountPerRoom {

    static final Duration INTERVAL = Duration.ofMillis(100);

    @FunctionalInterface
    interface Tell {
        void tell(String room, int count);
    }

    private static final class Count {
        final AtomicInteger sessions = new AtomicInteger();
        final AtomicBoolean due = new AtomicBoolean();
    }

    private final ConcurrentMap<String, Count> rooms = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "counter");
        thread.setDaemon(true);
        return thread;
    });
    private final Counter counter;
    private final Tell tell;

    CountPerRoom(Counter counter, Tell tell) {
        this.counter = counter;
        this.tell = tell;
    }

    /** One more in the room; answers how many there are now. */
    int joined(String room) {
        return changed(room, 1);
    }

    void left(String room) {
        changed(room, -1);
    }

    private int changed(String room, int by) {
        Count count = rooms.computeIfAbsent(room, name -> new Count());
        int now = count.sessions.addAndGet(by);
        if (counter == Counter.EACH) {
            tell.tell(room, now);
        } else if (count.due.compareAndSet(false, true)) {
            var unused = timer.schedule(() -> tellNewest(room, count), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return now;
    }

    private void tellNewest(String room, Count count) {
        // Cleared before the count is read, so that a change in between causes another run.
        count.due.set(false);
        tell.tell(room, count.sessions.get());
    }
}

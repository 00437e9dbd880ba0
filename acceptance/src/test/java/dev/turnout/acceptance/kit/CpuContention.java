package dev.turnout.acceptance.kit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Measures how much longer a task takes than its CPU time. It is about 1 on a quiet machine; where other processes compete
 * for the cores, latencies grow by this factor whatever the server does.
 */
public final class CpuContention implements AutoCloseable {

    private static final long WORK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PERIOD_MILLIS = 100;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Double> factors = new ArrayList<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    public CpuContention() {
        executor.scheduleWithFixedDelay(this::measure, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void measure() {
        long start = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        long used = 0;
        while (used < WORK_NANOS) {
            used = threads.getCurrentThreadCpuTime() - cpu;
        }
        synchronized (factors) {
            factors.add((double) (System.nanoTime() - start) / used);
        }
    }

    /** So many percent of the tasks were slowed down by at most this factor; at least 1. */
    public double factor(int percent) {
        synchronized (factors) {
            List<Double> sorted = factors.stream().sorted().toList();
            return sorted.isEmpty() ? 1 : Math.max(1, sorted.get(sorted.size() * percent / 100));
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}

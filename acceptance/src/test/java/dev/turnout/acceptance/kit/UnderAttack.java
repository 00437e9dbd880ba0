package dev.turnout.acceptance.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.turnout.testkit.raw.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs an attack on socket-server while an {@link HonestCrowd} measures, and checks what the crowd is promised: no event
 * and no session is lost, events and health stay quick, and afterwards the heap is as before. With {@code
 * -Dabuse.seconds=30} attacks are longer, and what was measured is printed.
 */
public final class UnderAttack {

    public static final int SECONDS = Integer.getInteger("abuse.seconds", 3);
    public static final boolean IS_LONG = SECONDS >= 30;
    public static final String ATTACKER = "127.0.0.2";

    /** Of the 60 events in 3 s the slowest alone would decide the 99th percentile, and a busy machine which one that is. */
    private static final int PERCENT = IS_LONG ? 99 : 90;

    private static final long EVENT_MILLIS = 250;

    /** Sessions without a connection stay until their ping timeout, and what waits to be recovered as long as that. */
    private static final Duration UNTIL_FORGOTTEN = Duration.ofSeconds(150);

    private static final int SLACK_BYTES = 16 << 20;

    private final Product product;
    private final String name;
    private int keptByDesign;

    private UnderAttack(Product product, String name) {
        this.product = product;
        this.name = name;
    }

    public static UnderAttack of(Product product, String name) {
        return new UnderAttack(product, name);
    }

    /** So many bytes may stay in use for some minutes, within a limit of the server. */
    public UnderAttack mayKeep(int bytes) {
        keptByDesign = bytes;
        return this;
    }

    /** What one connection does over and over. */
    public interface Attack {
        void run(RawConnection connection) throws IOException;
    }

    /** What the attacker does once, with means of its own. */
    public interface Scenario {
        void run() throws Exception;
    }

    /** From so many connections of one address, for {@link #SECONDS}. */
    public void by(int connections, Attack attack) throws Exception {
        int port = product.socketServer().port();
        run(() -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Callable<Void>> attackers = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                attackers.add(() -> {
                    try (RawConnection connection = RawConnection.from(ATTACKER, port, 0)) {
                        while (System.nanoTime() < end) {
                            attack.run(connection);
                        }
                    }
                    return null;
                });
            }
            ExecutorService threads = Executors.newFixedThreadPool(connections);
            try {
                for (Future<Void> each : threads.invokeAll(attackers)) {
                    each.get();
                }
            } finally {
                threads.shutdownNow();
            }
        });
    }

    public void run(Scenario attack) throws Exception {
        try (HonestCrowd crowd = new HonestCrowd(product);
                CpuContention contention = new CpuContention()) {
            await().atMost(Duration.ofSeconds(60)).until(() -> crowd.events() > 200);
            long heap = product.socketServer().heapAfterCollection();
            Latencies calm = crowd.latenciesOfEvents();
            Latencies calmHealth = crowd.latenciesOfHealth();
            attack.run();
            Latencies events = crowd.latenciesOfEvents();
            Latencies health = crowd.latenciesOfHealth();
            // Other processes on the machine add to each latency. The limit holds for a server that has its CPU.
            long allowed = (long) (EVENT_MILLIS * contention.factor(PERCENT));
            assertThat(events.millis(PERCENT)).as("an event, ms").isLessThan(allowed + calm.millis(PERCENT));
            assertThat(health.millis(PERCENT)).as("health, ms").isLessThan(allowed + calmHealth.millis(PERCENT));
            crowd.hasLostNothing();
            report("events " + events + " (before " + calm + "), health " + health + " (before " + calmHealth
                    + "), nothing lost of " + crowd.published() + " events");
            assertNormalHeap(heap);
        }
        assertThat(product.socketServer().isAlive()).isTrue();
        assertThat(product.socketServer().log()).doesNotContain("OutOfMemoryError");
    }

    private void assertNormalHeap(long before) {
        long[] after = new long[1];
        await().atMost(UNTIL_FORGOTTEN).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            after[0] = product.socketServer().heapAfterCollection();
            assertThat(after[0]).as("heap, bytes").isLessThan(before + SLACK_BYTES + keptByDesign);
        });
        report("heap " + (before >> 20) + " MiB before, " + (after[0] >> 20) + " MiB after");
    }

    private void report(String what) {
        if (IS_LONG) {
            System.out.println("abuse: " + name + ", " + SECONDS + " s: " + what);
        }
    }
}

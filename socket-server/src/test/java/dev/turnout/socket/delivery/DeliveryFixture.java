package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.DeliveryConfig.SendingLimits;
import dev.turnout.socket.delivery.RequestPacing.Backoff;
import dev.turnout.thread.ManualOwnerThread;
import dev.turnout.thread.OwnerThread;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** One run of delivery after another; the test controls time, disk and backend. */
final class DeliveryFixture {

    static final Duration CAP = SendingLimits.DEFAULT.backoffCap();
    private static final Duration STEP = Duration.ofMillis(50);

    final ManualOwnerThread thread = new ManualOwnerThread(Minutes.BEGIN);
    final FailingDisk disk = new FailingDisk();
    final FakeBackend backend = new FakeBackend();
    private final Path directory;
    private final OutboxLimits limits;
    private final RandomGenerator random;
    private final DeliveryLog log = new DeliveryLog(thread);
    private int runs;
    private Run run;
    private DeliveryDispatcher dispatcher;

    DeliveryFixture(Path directory, long maxBytes, int inMemory, RandomGenerator random) throws IOException {
        this.directory = directory;
        this.limits = OutboxLimits.DEFAULT.withMaxBytes(maxBytes).withInMemory(inMemory);
        this.random = random;
        start();
    }

    /** The tasks of one run; those of a run that was killed do not happen. */
    private final class Run implements OwnerThread {
        private boolean ended;

        @Override
        public void execute(Runnable task) {
            after(Duration.ZERO, task);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            thread.after(delay, () -> {
                if (!ended) {
                    task.run();
                }
            });
        }
    }

    private Path current() {
        return directory.resolve("run-" + runs);
    }

    private void start() throws IOException {
        DeliveryConfig config = new DeliveryConfig(
                Files.createDirectories(current()),
                URI.create("http://backend.test/"),
                InternalKeys.parse("k3y-for-these-tests"),
                limits,
                SendingLimits.DEFAULT);
        SnapshotOutbox outbox = SnapshotOutbox.open(config.directory(), disk, log);
        Backoff backoff = new Backoff(config.sendingLimits().backoffBase(), CAP, random);
        SnapshotSender sender = new SnapshotSender(
                backend.client(),
                config.backend(),
                config.keys(),
                config.sendingLimits().longestRetryAfter(),
                thread);
        run = new Run();
        dispatcher = new DeliveryDispatcher(run, thread, outbox, sender, backoff, config, log);
        run.execute(dispatcher::start);
        thread.settle();
    }

    /** The process ends and another one is started. */
    void killAndStart() throws IOException {
        killAndStart(Integer.MAX_VALUE);
    }

    /** The next process ends at this step of its start, if it has so many. */
    void killAndStart(int steps) throws IOException {
        backend.forgetInFlight();
        run.ended = true;
        Path from = current();
        runs++;
        disk.copyTo(from, current(), random);
        disk.killAfter(steps);
        start();
        disk.killAfter(Integer.MAX_VALUE);
    }

    void take(AuctionMinute... minutes) {
        take(List.of(minutes));
    }

    void take(List<AuctionMinute> minutes) {
        dispatcher.take(minutes, 0);
    }

    /** Lets the backend answer all requests in flight and all that follow, and the results be recorded. */
    void answerAll() {
        thread.settle();
        while (backend.inFlight() > 0) {
            while (backend.inFlight() > 0) {
                backend.answerOne();
                thread.settle();
            }
            thread.advance(DeliveryDispatcher.COMMIT_DELAY);
        }
    }

    /** Lets time pass; the backend answers at once. */
    void run(Duration time) {
        for (Duration left = time; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            answerAll();
            thread.advance(STEP);
        }
        answerAll();
    }

    DeliveryDispatcher dispatcher() {
        return dispatcher;
    }

    DeliveryCounters counters() {
        return dispatcher.counters();
    }

    void assertCounts(long sampled, long posted, long waiting, long setAside, long dropped) {
        DeliveryCounters counts = counters();
        assertThat(List.of(
                        counts.sampled(),
                        counts.posted(),
                        counts.waiting(),
                        counts.setAside(),
                        counts.snapshots().dropped()))
                .as("sampled, posted, waiting, set aside, dropped")
                .containsExactly(sampled, posted, waiting, setAside, dropped);
        assertThat(counts.snapshots().unaccounted()).isZero();
    }
}

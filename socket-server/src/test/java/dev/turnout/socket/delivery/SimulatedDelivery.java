package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.model.InternalKeys;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.DeliveryConfig.SendingLimits;
import dev.turnout.socket.delivery.RequestPacing.Backoff;
import dev.turnout.socket.sampling.SnapshotSink;
import dev.turnout.thread.OwnerThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;

/**
 * One run's delivery for the simulation: the real outbox on SQLite, dispatcher and sender, on a thread, a disk and a
 * backend that are simulated.
 */
public final class SimulatedDelivery implements SnapshotSink {

    private static final List<String> FILES = List.of("outbox.db", "outbox.db-wal");
    private static final OutboxLimits LIMITS = OutboxLimits.DEFAULT;

    private final OwnerThread thread;
    private final Path directory;
    private final RandomGenerator random;
    private final FailingDisk disk = new FailingDisk();
    private final DeliveryDispatcher dispatcher;
    private final boolean losesLastWrites;
    private boolean ended;

    /**
     * @param directory what an earlier run has left is in it
     * @param losesLastWrites whether a kill loses what was written since the minute before, as if the disk had
     *     acknowledged it too early
     */
    public SimulatedDelivery(
            OwnerThread thread,
            InstantSource clock,
            Path directory,
            OkHttpClient client,
            RandomGenerator random,
            boolean losesLastWrites) {
        this.losesLastWrites = losesLastWrites;
        this.thread = thread;
        this.directory = directory;
        this.random = random;
        DeliveryConfig config = new DeliveryConfig(
                directory,
                URI.create("http://backend.test/"),
                InternalKeys.parse("k3y-for-these-tests"),
                LIMITS,
                SendingLimits.DEFAULT);
        DeliveryLog log = new DeliveryLog(thread);
        try {
            Files.createDirectories(directory);
            dispatcher = new DeliveryDispatcher(
                    thread,
                    clock,
                    SnapshotOutbox.open(directory, disk, log),
                    new SnapshotSender(
                            client,
                            config.backend(),
                            config.keys(),
                            config.sendingLimits().longestRetryAfter(),
                            clock),
                    new Backoff(
                            config.sendingLimits().backoffBase(),
                            config.sendingLimits().backoffCap(),
                            random),
                    config,
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void start() {
        thread.execute(dispatcher::start);
    }

    @Override
    public void finished(List<AuctionMinute> minutes) {
        thread.execute(() -> {
            if (losesLastWrites) {
                save(before(), older());
                save(directory, before());
            }
            dispatcher.take(minutes, 0);
        });
    }

    @Override
    public void draft(List<AuctionMinute> minutes) {
        thread.execute(() -> dispatcher.draft(minutes));
    }

    /** Whether commits fail from now on. */
    public void diskFull(boolean full) {
        disk.fault = full ? FailingDisk.Fault.FULL : FailingDisk.Fault.NONE;
    }

    /** The operator lets all that was set aside be sent again. */
    public void retrySetAside() {
        thread.execute(() -> {
            try {
                dispatcher.retrySetAside();
            } catch (SQLException e) {
                // The operator repeats it.
            }
        });
    }

    /** SIGTERM: stores and sends what it can, then calls back. */
    public void stop(Runnable whenStopped) {
        thread.execute(() -> dispatcher.stop(() -> {
            ended = true;
            whenStopped.run();
        }));
    }

    /**
     * SIGKILL. The next run finds the files in another directory.
     *
     * @return that directory
     */
    public Path kill(Path next) {
        try {
            if (ended) {
                return directory;
            }
            ended = true;
            disk.copyTo(directory, next, random);
            if (losesLastWrites && Files.exists(older())) {
                save(older(), next);
            }
            return next;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path before() {
        return directory.resolve("before");
    }

    private Path older() {
        return directory.resolve("older");
    }

    private static void save(Path from, Path to) {
        try {
            Files.createDirectories(to);
            for (String file : FILES) {
                Files.deleteIfExists(to.resolve(file));
                if (Files.exists(from.resolve(file))) {
                    Files.copy(from.resolve(file), to.resolve(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What waits, in memory too, or is set aside. */
    public long pending() {
        DeliveryCounters counters = dispatcher.counters();
        return counters.waiting() + counters.setAside();
    }
}

package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Json;
import dev.turnout.process.DataDirectory;
import dev.turnout.socket.delivery.HandedOver.Taken;
import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import dev.turnout.socket.delivery.RequestPacing.Backoff;
import dev.turnout.thread.ScheduledOwnerThread;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Delivers every snapshot to the backend once, whichever side is killed, for as long as the outbox may store it.
 *
 * <p>Any thread. Only {@link #start} and {@link #close} wait for the disk or the network; the work is done on one thread
 * named {@code delivery}.
 */
public final class SnapshotDelivery implements OutboxCommands {

    private static final Duration THREAD_TIMEOUT = Duration.ofSeconds(1);

    private final DeliveryConfig config;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Connector connector;
    private final OkHttpClient client;
    private final DeliveryLog log;
    private final ScheduledOwnerThread thread = new ScheduledOwnerThread("delivery");

    private final HandedOver handedOver;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable DeliveryDispatcher dispatcher;
    private @Nullable DataDirectory lock;

    /**
     * Does no I/O.
     *
     * @param clock the wall clock, for the age of snapshots
     * @param random jitter of retries
     */
    public SnapshotDelivery(DeliveryConfig config, InstantSource clock, RandomGenerator random) {
        this(
                config,
                clock,
                random,
                SqliteConnection::open,
                SnapshotSender.client(config.sendingLimits(), config.backend()));
    }

    SnapshotDelivery(
            DeliveryConfig config,
            InstantSource clock,
            RandomGenerator random,
            Connector connector,
            OkHttpClient client) {
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.connector = connector;
        this.client = client;
        this.log = new DeliveryLog(thread);
        this.handedOver = new HandedOver(config.outboxLimits().inMemory());
    }

    /**
     * Opens the outbox and starts to send what an earlier run has left.
     *
     * @throws IOException if the outbox cannot be used; the message contains the reason and what to do
     */
    public void start() throws IOException {
        DataDirectory taken = DataDirectory.open(config.directory());
        boolean started = false;
        try {
            SnapshotOutbox outbox = SnapshotOutbox.open(config.directory(), connector, log);
            DeliveryDispatcher opened = new DeliveryDispatcher(
                    thread,
                    clock,
                    outbox,
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
            dispatcher = opened;
            lock = taken;
            thread.execute(opened::start);
            started = true;
        } finally {
            if (!started) {
                taken.close();
            }
        }
    }

    /**
     * Hands over finished minutes: one snapshot, or a whole minute of all auctions. What is handed over while the disk is
     * busy is stored in one transaction.
     */
    public void append(List<AuctionMinute> minutes) {
        handedOver.append(minutes);
        wakeOwner();
    }

    /**
     * Hands over the draft: the unfinished minute of all auctions, as far as it was sampled, in place of the one before. If the
     * process is killed the next run delivers it; it is deleted in the transaction that stores the finished minute.
     */
    public void draft(List<AuctionMinute> minutes) {
        handedOver.draft(minutes);
        wakeOwner();
    }

    private void wakeOwner() {
        thread.execute(this::takeOver);
        if (closed.get()) {
            discardQueue();
        }
    }

    private void discardQueue() {
        Taken late = handedOver.take();
        int number = late.finished().size() + late.rejected();
        if (number > 0) {
            log.tooLate(number);
        }
    }

    /** On the owner thread. */
    private void takeOver() {
        Taken taken = handedOver.take();
        if (!taken.finished().isEmpty() || taken.rejected() > 0) {
            started().take(taken.finished(), taken.rejected());
        }
        if (taken.draft() != null) {
            started().draft(taken.draft());
        }
    }

    private DeliveryDispatcher started() {
        return Objects.requireNonNull(dispatcher, "delivery has not been started");
    }

    /** All counters as of one moment, so that they balance. */
    public DeliveryCounters counters() {
        DeliveryDispatcher opened = dispatcher;
        return opened == null ? DeliveryCounters.NONE : opened.counters();
    }

    @Override
    public CompletionStage<ObjectNode> answer(Command command) {
        CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                answer.complete(run(command));
            } catch (SQLException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private ObjectNode run(Command command) throws SQLException {
        return switch (command) {
            case REPORT -> Json.MAPPER.valueToTree(started().report());
            case RETRY -> OutboxCommands.retried(started().retrySetAside());
        };
    }

    /**
     * Stores what was handed over, sends what the backend accepts, then stops. The rest waits on disk.
     *
     * @param timeout how long this may take; three quarters of it are for sending
     * @return whether it ended in time; what could not be stored is counted and logged
     */
    public boolean close(Duration timeout) {
        DeliveryDispatcher opened = dispatcher;
        if (closed.getAndSet(true)) {
            return true;
        }
        boolean ended = opened == null || stop(opened, timeout);
        thread.close(THREAD_TIMEOUT);
        discardQueue();
        if (opened == null) {
            client.dispatcher().executorService().shutdown();
        }
        releaseLock();
        return ended;
    }

    private boolean stop(DeliveryDispatcher opened, Duration timeout) {
        CountDownLatch stopped = new CountDownLatch(1);
        thread.execute(this::takeOver);
        thread.execute(() -> opened.stop(stopped::countDown));
        if (!await(stopped, timeout.multipliedBy(3).dividedBy(4))) {
            thread.execute(opened::stopNow);
            await(stopped, timeout.dividedBy(4));
        }
        return stopped.getCount() == 0;
    }

    private void releaseLock() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            // The end of the process releases it.
        }
        lock = null;
    }

    private static boolean await(CountDownLatch latch, Duration timeout) {
        try {
            return latch.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

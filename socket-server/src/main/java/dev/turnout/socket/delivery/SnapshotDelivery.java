package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.OutboxDatabase.Connector;
import dev.turnout.thread.ScheduledOwnerThread;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Delivers every snapshot to the backend once, whichever side is killed, for as long as the outbox may store it.
 *
 * <p>Any thread. Only {@link #start} and {@link #close} wait for the disk or the network; the work is done on one thread
 * named {@code delivery}.
 */
public final class SnapshotDelivery {

    private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(1);

    private final DeliveryConfig config;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Connector connector;
    private final OkHttpClient client;
    private final DeliveryLog log;
    private final ScheduledOwnerThread thread = new ScheduledOwnerThread("delivery");

    /** Handed over and not yet taken by the owner thread. */
    private final Queue<Message> mailbox = new ConcurrentLinkedQueue<>();

    /** Snapshots in the mailbox. */
    private final AtomicInteger queued = new AtomicInteger();

    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable DeliveryDispatcher dispatcher;
    private @Nullable DirectoryLock lock;

    private record Message(List<AuctionMinute> snapshots, int rejected, boolean draft) {}

    /**
     * Does no I/O.
     *
     * @param clock the wall clock, for the age of snapshots
     * @param random jitter of retries
     */
    public SnapshotDelivery(DeliveryConfig config, InstantSource clock, RandomGenerator random) {
        this(config, clock, random, OutboxDatabase::connect, SnapshotSender.client(config.sending()));
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
        this.log = new DeliveryLog(clock);
    }

    /**
     * Opens the outbox and starts to send what an earlier run has left.
     *
     * @throws IOException if the outbox cannot be used; the message contains the reason and what to do
     */
    public void start() throws IOException {
        DirectoryLock taken = DirectoryLock.take(config.directory());
        boolean started = false;
        try {
            SnapshotOutbox outbox = OutboxOpening.open(config.directory(), connector, log);
            DeliveryDispatcher opened = new DeliveryDispatcher(
                    thread,
                    clock,
                    outbox,
                    new SnapshotSender(
                            client,
                            config.backend(),
                            config.keys(),
                            config.sending().longestRetryAfter(),
                            clock),
                    new Backoff(config.sending().backoffBase(), config.sending().backoffCap(), random),
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
        // Whatever the number of auctions, a minute fits when the mailbox is below its bound.
        if (queued.getAndAdd(minutes.size()) < config.keeping().inMemory()) {
            hand(new Message(minutes, 0, false));
        } else {
            queued.addAndGet(-minutes.size());
            hand(new Message(List.of(), minutes.size(), false));
        }
    }

    /**
     * Hands over the unfinished minute of all auctions, as far as it was sampled, in place of the one before. If the
     * process is killed the next run delivers it; it is deleted in the transaction that stores the finished minute.
     */
    public void draft(List<AuctionMinute> minutes) {
        hand(new Message(minutes, 0, true));
    }

    private void hand(Message message) {
        mailbox.add(message);
        thread.execute(this::takeMessages);
        if (closed.get()) {
            discardMailbox();
        }
    }

    private void discardMailbox() {
        int late = 0;
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            late += message.draft() ? 0 : message.snapshots().size() + message.rejected();
        }
        if (late > 0) {
            log.tooLate(late);
        }
    }

    /** On the owner thread. */
    private void takeMessages() {
        List<AuctionMinute> minutes = new ArrayList<>();
        int rejected = 0;
        @Nullable List<AuctionMinute> draft = null;
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            if (message.draft()) {
                draft = message.snapshots();
            } else {
                minutes.addAll(message.snapshots());
                rejected += message.rejected();
                // It was a draft of the minute that is finished now.
                draft = null;
            }
        }
        queued.addAndGet(-minutes.size());
        if (!minutes.isEmpty() || rejected > 0) {
            started().take(minutes, rejected);
        }
        if (draft != null) {
            started().draft(draft);
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

    /** Lets all set-aside snapshots wait again. Completes with their number. */
    public CompletionStage<Integer> retrySetAside() {
        return CompletableFuture.supplyAsync(() -> started().retrySetAside(), thread);
    }

    /** What waits, is set aside and was dropped. */
    public CompletionStage<OutboxReport> report() {
        return CompletableFuture.supplyAsync(() -> started().report(), thread);
    }

    /** What is set aside, by status. */
    public CompletionStage<List<SetAsideGroup>> setAside() {
        return CompletableFuture.supplyAsync(() -> started().setAside(), thread);
    }

    /**
     * Stores what was handed over, sends what the backend accepts, then stops. The rest waits on disk.
     *
     * @param patience how long this may take; three quarters of it are for sending
     * @return whether it ended in time; what could not be stored is counted and logged
     */
    public boolean close(Duration patience) {
        DeliveryDispatcher opened = dispatcher;
        if (closed.getAndSet(true)) {
            return true;
        }
        boolean ended = opened == null || stop(opened, patience);
        thread.close(CLOSING_PATIENCE);
        discardMailbox();
        if (opened == null) {
            client.dispatcher().executorService().shutdown();
        }
        releaseLock();
        return ended;
    }

    private boolean stop(DeliveryDispatcher opened, Duration patience) {
        CountDownLatch stopped = new CountDownLatch(1);
        thread.execute(this::takeMessages);
        thread.execute(() -> opened.stop(stopped::countDown));
        if (!await(stopped, patience.multipliedBy(3).dividedBy(4))) {
            thread.execute(opened::stopNow);
            await(stopped, patience.dividedBy(4));
        }
        return stopped.getCount() == 0;
    }

    private void releaseLock() {
        DirectoryLock held = lock;
        lock = null;
        if (held != null) {
            held.close();
        }
    }

    private static boolean await(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

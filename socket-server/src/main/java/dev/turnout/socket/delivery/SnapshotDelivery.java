package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * Brings every snapshot to the backend once, whichever side is killed, for as long as the outbox may keep it.
 *
 * <p>Safe for any thread; nothing here waits for the disk or the network but {@link #start} and {@link #close}. The work
 * is done on one thread named {@code delivery}.
 */
public final class SnapshotDelivery {

    private final DeliveryConfig config;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Disk disk;
    private final SnapshotSender sender;
    private final DeliveryLog log;
    private final DeliveryThread thread;

    /** Handed over and not yet taken by the owner thread; all that other threads share with it. */
    private final Queue<Message> mailbox = new ConcurrentLinkedQueue<>();

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Courier courier;

    private record Message(List<AuctionMinute> snapshots, int turnedAway, boolean draft) {}

    /**
     * Does nothing yet.
     *
     * @param clock tells how old a snapshot is
     * @param random spreads the attempts
     * @throws IllegalArgumentException when the backend's address is not one of http or https
     */
    public SnapshotDelivery(DeliveryConfig config, InstantSource clock, RandomGenerator random) {
        this(config, clock, random, new Disk(), SnapshotSender.client(config.sending()));
    }

    SnapshotDelivery(
            DeliveryConfig config, InstantSource clock, RandomGenerator random, Disk disk, OkHttpClient client) {
        this.config = config;
        this.disk = disk;
        this.sender = new SnapshotSender(
                client, config.backend(), config.keys(), config.sending().longestRetryAfter(), clock);
        this.clock = clock;
        this.random = random;
        this.log = new DeliveryLog(clock);
        this.thread = new DeliveryThread(log);
    }

    /**
     * Opens the outbox and begins to send what an earlier run has left.
     *
     * @throws IOException when the outbox cannot be used; the message says why and what to do
     */
    public void start() throws IOException {
        Lanes lanes = new Lanes();
        SnapshotOutbox outbox = SnapshotOutbox.open(config.directory(), config.keeping(), disk, lanes, log);
        Backoff backoff =
                new Backoff(config.sending().backoffBase(), config.sending().backoffCap(), random);
        Courier opened = new Courier(thread, clock, outbox, lanes, sender, backoff, config, log);
        courier = opened;
        thread.execute(opened::start);
    }

    /**
     * Hands over what was sampled: one snapshot or a whole minute of all auctions. All that is handed over while the
     * disk is busy goes there together.
     */
    public void append(List<AuctionMinute> minute) {
        // However many auctions there are, a minute finds room when none is in its way.
        if (held.getAndAdd(minute.size()) < config.keeping().inMemory()) {
            hand(new Message(minute, 0, false));
        } else {
            held.addAndGet(-minute.size());
            hand(new Message(List.of(), minute.size(), false));
        }
    }

    /**
     * Hands over the minute that is not over yet, all auctions of it, as far as it was sampled. It replaces what was
     * handed over so before. Should the process be killed, the next run delivers this in place of the minute; otherwise
     * it is forgotten when the minute comes.
     */
    public void draft(List<AuctionMinute> minute) {
        hand(new Message(minute, 0, true));
    }

    private void hand(Message message) {
        mailbox.add(message);
        thread.execute(this::empty);
        if (thread.isClosed()) {
            sendBack();
        }
    }

    private void sendBack() {
        int late = 0;
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            late += message.draft() ? 0 : message.snapshots().size() + message.turnedAway();
        }
        if (late > 0) {
            log.tooLate(late);
        }
    }

    /** On the owner thread. */
    private void empty() {
        List<AuctionMinute> minutes = new ArrayList<>();
        int turnedAway = 0;
        @Nullable List<AuctionMinute> draft = null;
        for (Message message = mailbox.poll(); message != null; message = mailbox.poll()) {
            if (message.draft()) {
                draft = message.snapshots();
            } else {
                minutes.addAll(message.snapshots());
                turnedAway += message.turnedAway();
                draft = null;
            }
        }
        held.addAndGet(-minutes.size());
        if (!minutes.isEmpty() || turnedAway > 0) {
            courier().take(minutes, turnedAway);
        }
        if (draft != null) {
            courier().draft(draft);
        }
    }

    private Courier courier() {
        return Objects.requireNonNull(courier, "delivery has not been started");
    }

    public DeliveryCounts counts() {
        Courier opened = courier;
        return opened == null ? DeliveryCounts.NONE : opened.counts();
    }

    /**
     * Lets everything that was set aside wait again, whatever it was refused for: for an operator who has put right what
     * the backend complained of.
     *
     * <p>Without it a refused snapshot is not sent again in the same run. At the next start one of those refused with 401
     * or 403 is tried, and if the key is right by then, the others follow.
     */
    public void retrySetAside() {
        thread.execute(courier()::retrySetAside);
    }

    /**
     * Writes what it was handed, sends what the backend takes, then stops. Whatever is left waits on disk.
     *
     * @param patience how long this may take; three quarters of it go to sending
     * @return whether it came to its end in time; what could not be written is counted and logged
     */
    public boolean close(Duration patience) {
        Courier opened = courier;
        if (opened == null || closed.getAndSet(true)) {
            return true;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        thread.execute(this::empty);
        thread.execute(() -> opened.stop(stopped::countDown));
        if (!await(stopped, patience.multipliedBy(3).dividedBy(4))) {
            thread.execute(opened::stopNow);
            await(stopped, patience.dividedBy(4));
        }
        thread.close();
        return stopped.getCount() == 0;
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

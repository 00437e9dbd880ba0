package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.RequestPacing.Backoff;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import dev.turnout.socket.delivery.SnapshotSender.Deferred;
import dev.turnout.socket.delivery.SnapshotSender.Failed;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.socket.delivery.SnapshotSender.Result;
import dev.turnout.socket.delivery.StatusCounts.Status;
import dev.turnout.thread.OwnerThread;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Posts the snapshots of the outbox and records the results. All methods run on the owner thread.
 *
 * <p>A snapshot is posted only once it is on disk. While the disk refuses writes, what is on disk is still sent, within a
 * bound on results that could not be recorded.
 */
final class DeliveryDispatcher {

    static final Duration HOUSELIMITS = Duration.ofSeconds(10);

    /** Results that arrive within this time share a transaction. */
    static final Duration COMMIT_DELAY = Duration.ofMillis(50);

    /** Results that are not recorded yet, at most; beyond it nothing is sent. */
    static final int MAX_UNRECORDED = 1_000;

    private static final int RESULTS_PER_TRANSACTION = 250;

    private final OwnerThread thread;
    private final InstantSource clock;
    private final SnapshotOutbox outbox;
    private final OutboxBounds bounds;
    private final OutboxWriter writer;
    private final SetAsideRetries retries;
    private final NextSnapshots next;
    private final RequestPacing pacing;
    private final Backoff backoff;
    private final SnapshotSender sender;
    private final DeliveryLog log;

    private final Map<String, Stored> inFlight = new HashMap<>();
    private final Map<Long, Settled> unrecorded = new HashMap<>();

    /** Attempts in a row that failed, by auction; {@link #resting} holds those of them whose backoff is not over. */
    private final Map<String, Integer> attempts = new HashMap<>();

    private final Set<String> resting = new HashSet<>();

    private int failedCommits;
    private boolean commitScheduled;
    private long failedPosts;
    private @Nullable Runnable whenStopped;
    private boolean stopped;
    private volatile DeliveryCounters counters = DeliveryCounters.NONE;

    DeliveryDispatcher(
            OwnerThread thread,
            InstantSource clock,
            SnapshotOutbox outbox,
            SnapshotSender sender,
            Backoff backoff,
            DeliveryConfig config,
            DeliveryLog log) {
        this.thread = thread;
        this.clock = clock;
        this.outbox = outbox;
        this.bounds = new OutboxBounds(outbox, config.outboxLimits());
        this.writer = new OutboxWriter(
                thread, outbox, bounds, backoff, config.outboxLimits().inMemory(), log, this::pump);
        this.retries = new SetAsideRetries(outbox, log);
        this.next = new NextSnapshots(outbox, this::isFree, attempts.keySet());
        this.sender = sender;
        this.backoff = backoff;
        this.pacing = new RequestPacing(backoff, config.sendingLimits().maxConcurrentRequests());
        this.log = log;
        publishCounters();
    }

    /** Continues where the last run stopped. */
    void start() {
        housekeep();
    }

    /** Any thread. */
    DeliveryCounters counters() {
        return counters;
    }

    /**
     * Stores finished minutes and sends them.
     *
     * @param rejected how many more there were that did not fit into memory before this thread could take them
     */
    void take(List<AuctionMinute> minutes, int rejected) {
        if (stopped) {
            log.tooLate(minutes.size() + rejected);
            return;
        }
        writer.take(minutes, rejected);
        pump();
    }

    void draft(List<AuctionMinute> minutes) {
        if (!stopped) {
            writer.draft(minutes);
            publishCounters();
        }
    }

    /** Sends as many snapshots as may be sent now. Called after everything that may allow for more. */
    private void pump() {
        if (!stopped) {
            send(pacing.free(inFlight.size()));
        }
        publishCounters();
        stopWhenIdle();
    }

    private void send(int most) {
        if (most <= 0 || unrecorded.size() >= MAX_UNRECORDED || waiting() == 0) {
            return;
        }
        try {
            next.find(most).forEach(this::post);
        } catch (SQLException e) {
            log.unreadable(e);
        }
    }

    private long waiting() {
        return outbox.counts().get(Status.WAITING);
    }

    private boolean isFree(long id, String auction) {
        return !unrecorded.containsKey(id) && !inFlight.containsKey(auction) && !resting.contains(auction);
    }

    private void post(Stored snapshot) {
        inFlight.put(snapshot.auction().value(), snapshot);
        int round = pacing.round();
        sender.post(snapshot.snapshot(), result -> thread.execute(() -> completed(snapshot, round, result)));
    }

    private void completed(Stored snapshot, int round, Result result) {
        if (stopped) {
            return;
        }
        inFlight.remove(snapshot.auction().value());
        boolean wasUnavailable = pacing.unavailable();
        if (result instanceof Accepted || result instanceof Refused) {
            attempts.remove(snapshot.auction().value());
            next.released(snapshot.auction().value());
            pacing.answered();
            settle(snapshot, result);
        } else if (result instanceof Deferred deferred) {
            failedPosts++;
            next.released(snapshot.auction().value());
            log.pauseRequested(deferred.status(), deferred.pause());
            pacing.pause();
            resumeAfter(deferred.pause());
        } else if (result instanceof Failed failed) {
            failed(snapshot, round, failed);
        }
        if (wasUnavailable && !pacing.unavailable()) {
            log.available(waiting());
        }
        pump();
    }

    private void failed(Stored snapshot, int round, Failed result) {
        failedPosts++;
        rest(snapshot.auction().value());
        boolean wasUnavailable = pacing.unavailable();
        pacing.failed(round).ifPresent(this::resumeAfter);
        if (!wasUnavailable && pacing.unavailable()) {
            log.unavailable(result.cause(), waiting());
        } else {
            log.failed(snapshot.snapshot(), result.cause());
        }
    }

    private void resumeAfter(Duration pause) {
        thread.after(pause, () -> {
            pacing.resume();
            pump();
        });
    }

    private void rest(String auction) {
        resting.add(auction);
        thread.after(backoff.delay(attempts.merge(auction, 1, Integer::sum)), () -> {
            resting.remove(auction);
            next.released(auction);
            pump();
        });
    }

    private void settle(Stored snapshot, Result result) {
        unrecorded.put(snapshot.id(), new Settled(snapshot, result));
        if (result instanceof Refused refused) {
            log.refused(snapshot.snapshot(), refused);
        }
        commitAfter(COMMIT_DELAY);
    }

    private void commitAfter(Duration delay) {
        if (!commitScheduled) {
            commitScheduled = true;
            thread.after(delay, this::commit);
        }
    }

    private void commit() {
        commitScheduled = false;
        if (stopped) {
            return;
        }
        try {
            record(clock.instant());
            failedCommits = 0;
        } catch (SQLException e) {
            log.unwritable("results", e, writer.inMemory());
            failedCommits++;
            commitAfter(backoff.delay(failedCommits));
        }
        pump();
    }

    private void record(Instant now) throws SQLException {
        while (!unrecorded.isEmpty()) {
            List<Settled> batch =
                    unrecorded.values().stream().limit(RESULTS_PER_TRANSACTION).toList();
            int waitAgain = outbox.settle(batch, now);
            batch.forEach(each -> unrecorded.remove(each.snapshot().id()));
            log.retried(waitAgain);
            retries.settled(batch, now);
        }
    }

    /**
     * Lets all set-aside snapshots wait again. Returns how many.
     *
     * @throws SQLException if the outbox cannot be written, or is closed; the first is logged
     */
    int retrySetAside() throws SQLException {
        checkOpen();
        try {
            int number = outbox.retry("true");
            log.retried(number);
            return number;
        } catch (SQLException e) {
            log.unwritable("the retry of set-aside snapshots", e, writer.inMemory());
            throw e;
        } finally {
            pump();
        }
    }

    /** @throws SQLException if the outbox cannot be read, or is closed; the first is logged */
    OutboxReport report() throws SQLException {
        checkOpen();
        try {
            return outbox.report(counters);
        } catch (SQLException e) {
            log.unreadable(e);
            throw e;
        }
    }

    private void checkOpen() throws SQLException {
        if (stopped) {
            throw new SQLException("delivery has stopped");
        }
    }

    private void publishCounters() {
        int inMemory = writer.inMemory();
        counters = new DeliveryCounters(
                outbox.counts().plus(Status.WAITING, inMemory),
                inMemory,
                outbox.bytes(),
                failedPosts,
                outbox.failedTransactions(),
                outbox.damagedFiles(),
                pacing.unavailable());
    }

    private void housekeep() {
        if (stopped) {
            return;
        }
        Instant now = clock.instant();
        try {
            bounds.apply(now);
            retries.scheduled(now);
        } catch (SQLException e) {
            log.unwritable("bounds", e, writer.inMemory());
        }
        if (attempts.size() > MAX_UNRECORDED) {
            attempts.keySet().retainAll(resting);
        }
        thread.after(HOUSELIMITS, this::housekeep);
        pump();
    }

    /** Sends while the backend accepts, then stops; snapshots that wait for a retry stay on disk. */
    void stop(Runnable whenStopped) {
        this.whenStopped = whenStopped;
        writer.tryWrite();
        pump();
    }

    private void stopWhenIdle() {
        if (whenStopped != null && inFlight.isEmpty()) {
            stopNow();
        }
    }

    /** Stops; requests in flight are cancelled and sent again by the next run. */
    void stopNow() {
        if (stopped) {
            return;
        }
        stopped = true;
        sender.close();
        try {
            record(clock.instant());
        } catch (SQLException e) {
            log.unwritable("results", e, writer.inMemory());
        }
        int lost = writer.close();
        publishCounters();
        outbox.close();
        log.stopped(counters.waiting(), lost);
        if (whenStopped != null) {
            whenStopped.run();
        }
    }
}

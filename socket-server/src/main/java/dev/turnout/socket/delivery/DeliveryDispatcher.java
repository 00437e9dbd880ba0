package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.PostResult.Accepted;
import dev.turnout.socket.delivery.PostResult.Deferred;
import dev.turnout.socket.delivery.PostResult.Failed;
import dev.turnout.socket.delivery.PostResult.Refused;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.thread.OwnerThread;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores snapshots, posts them and records the results. All methods run on the owner thread.
 *
 * <p>A snapshot is posted only once it is on disk. While the disk refuses writes, new snapshots stay in memory within a
 * bound and writing is retried; what is on disk is still sent, within a bound on results that could not be recorded.
 */
final class DeliveryDispatcher {

    static final Duration HOUSEKEEPING = Duration.ofSeconds(10);

    /** Results that arrive within this time share a transaction. */
    static final Duration COMMIT_DELAY = Duration.ofMillis(50);

    /** Results that are not recorded yet, at most; beyond it nothing is sent. */
    static final int MAX_UNRECORDED = 1_000;

    private static final int RESULTS_PER_TRANSACTION = 250;

    private final OwnerThread thread;
    private final InstantSource clock;
    private final SnapshotOutbox outbox;
    private final OutboxBounds bounds;
    private final SetAsideRetries retries;
    private final RequestPacing pacing;
    private final Backoff backoff;
    private final SnapshotSender sender;
    private final DeliveryLog log;
    private final int memoryBound;

    private final List<EncodedSnapshot> memory = new ArrayList<>();
    private final Map<String, OutboxRecord> inFlight = new HashMap<>();
    private final Map<Long, Settled> unrecorded = new HashMap<>();

    /** Attempts in a row that failed, by auction; {@link #resting} holds those of them whose backoff is not over. */
    private final Map<String, Integer> attempts = new HashMap<>();

    private final Set<String> resting = new HashSet<>();

    private int failedWrites;
    private boolean writeScheduled;
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
        this.bounds = new OutboxBounds(outbox, config.keeping());
        this.retries = new SetAsideRetries(outbox, log);
        this.sender = sender;
        this.backoff = backoff;
        this.pacing = new RequestPacing(backoff, config.sending().atOnce());
        this.memoryBound = config.keeping().inMemory();
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

    // --- in

    /**
     * Takes over finished minutes.
     *
     * @param rejected how many more there were that did not fit into memory before this thread could take them
     */
    void take(List<AuctionMinute> minutes, int rejected) {
        if (stopped) {
            log.tooLate(minutes.size() + rejected);
            return;
        }
        drop(rejected);
        for (AuctionMinute minute : minutes) {
            try {
                memory.add(EncodedSnapshot.of(minute));
            } catch (IllegalArgumentException e) {
                log.unfit(minute, String.valueOf(e.getMessage()));
                outbox.lost(1);
            }
        }
        if (!writeScheduled) {
            write();
        }
        boundMemory();
        pump();
    }

    /** Stores the unfinished minute; the next run delivers it if this process ends before the minute does. */
    void draft(List<AuctionMinute> minutes) {
        if (stopped) {
            return;
        }
        List<EncodedSnapshot> drafts = new ArrayList<>();
        for (AuctionMinute minute : minutes) {
            try {
                drafts.add(EncodedSnapshot.of(minute));
            } catch (IllegalArgumentException e) {
                // It is logged and counted when the minute is over.
            }
        }
        try {
            outbox.draft(drafts);
        } catch (SQLException e) {
            log.unwritable("the unfinished minute", e, memory.size());
        }
        publishCounters();
    }

    private void write() {
        if (memory.isEmpty()) {
            return;
        }
        try {
            bounds.makeRoom(
                    memory.stream().mapToLong(each -> each.body().size()).sum());
            outbox.append(memory);
            memory.clear();
            failedWrites = 0;
        } catch (SQLException e) {
            log.unwritable("snapshots", e, memory.size());
            failedWrites++;
            writeScheduled = true;
            thread.after(backoff.delay(failedWrites), this::writeAgain);
        }
    }

    private void writeAgain() {
        writeScheduled = false;
        if (!stopped) {
            write();
            pump();
        }
    }

    /** Drops the oldest, first of auctions of which the backend never accepted a snapshot. */
    private void boundMemory() {
        int over = memory.size() - memoryBound;
        if (over <= 0) {
            return;
        }
        List<EncodedSnapshot> unknown = new ArrayList<>();
        for (EncodedSnapshot each : memory) {
            if (unknown.size() < over && !isAccepted(each.auction())) {
                unknown.add(each);
            }
        }
        Set<EncodedSnapshot> dropped = new HashSet<>(unknown);
        memory.removeIf(dropped::contains);
        memory.subList(0, Math.max(0, memory.size() - memoryBound)).clear();
        drop(over);
    }

    private boolean isAccepted(AuctionId auction) {
        try {
            return outbox.isAccepted(auction);
        } catch (SQLException e) {
            return true;
        }
    }

    private void drop(int number) {
        if (number > 0) {
            outbox.lost(number);
            log.dropped(SnapshotStatus.UNWRITABLE, number);
        }
    }

    // --- out

    private void pump() {
        if (!stopped) {
            send(pacing.free(inFlight.size()));
        }
        publishCounters();
        stopWhenIdle();
    }

    private void send(int most) {
        if (most <= 0 || unrecorded.size() >= MAX_UNRECORDED || outbox.counts().get(SnapshotStatus.WAITING) == 0) {
            return;
        }
        try {
            List<OutboxRecord> records = new ArrayList<>(
                    outbox.next(most, (id, auction) -> isFree(id, auction) && !attempts.containsKey(auction)));
            if (records.size() < most && !attempts.isEmpty()) {
                // Auctions whose last attempt failed come behind all others.
                records.addAll(outbox.next(
                        most - records.size(), (id, auction) -> isFree(id, auction) && attempts.containsKey(auction)));
            }
            records.forEach(this::post);
        } catch (SQLException e) {
            log.unreadable(e);
        }
    }

    private boolean isFree(long id, String auction) {
        return !unrecorded.containsKey(id) && !inFlight.containsKey(auction) && !resting.contains(auction);
    }

    private void post(OutboxRecord record) {
        inFlight.put(record.auction().value(), record);
        int round = pacing.round();
        sender.post(record.snapshot(), result -> thread.execute(() -> completed(record, round, result)));
    }

    private void completed(OutboxRecord record, int round, PostResult result) {
        if (stopped) {
            return;
        }
        inFlight.remove(record.auction().value());
        boolean wasUnavailable = pacing.unavailable();
        if (result instanceof Accepted || result instanceof Refused) {
            attempts.remove(record.auction().value());
            pacing.answered();
            settle(record, result);
        } else if (result instanceof Deferred deferred) {
            failedPosts++;
            log.askedToWait(deferred.status(), deferred.pause());
            pacing.pause();
            resumeAfter(deferred.pause());
        } else if (result instanceof Failed failed) {
            failed(record, round, failed);
        }
        if (wasUnavailable && !pacing.unavailable()) {
            log.available(outbox.counts().get(SnapshotStatus.WAITING));
        }
        pump();
    }

    private void failed(OutboxRecord record, int round, Failed result) {
        failedPosts++;
        rest(record.auction().value());
        boolean wasUnavailable = pacing.unavailable();
        pacing.failed(round).ifPresent(this::resumeAfter);
        if (!wasUnavailable && pacing.unavailable()) {
            log.unavailable(result.cause(), outbox.counts().get(SnapshotStatus.WAITING));
        } else {
            log.failed(record.snapshot(), result.cause());
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
            pump();
        });
    }

    private void settle(OutboxRecord record, PostResult result) {
        unrecorded.put(record.id(), new Settled(record, result));
        if (result instanceof Refused refused) {
            log.refused(record.snapshot(), refused);
        }
        if (!commitScheduled) {
            commitScheduled = true;
            thread.after(COMMIT_DELAY, this::commit);
        }
    }

    private void commit() {
        commitScheduled = false;
        if (stopped) {
            return;
        }
        Instant now = clock.instant();
        try {
            record(now);
        } catch (SQLException e) {
            log.unwritable("results", e, memory.size());
            failedWrites++;
            commitScheduled = true;
            thread.after(backoff.delay(failedWrites), this::commit);
        }
        pump();
    }

    private void record(Instant now) throws SQLException {
        while (!unrecorded.isEmpty()) {
            List<Settled> batch =
                    unrecorded.values().stream().limit(RESULTS_PER_TRANSACTION).toList();
            int waitAgain = outbox.settle(batch, now);
            batch.forEach(settled -> unrecorded.remove(settled.record().id()));
            log.retried(waitAgain);
            retries.settled(batch, now);
        }
    }

    /** All that were set aside wait again, whatever they were refused for. Returns how many. */
    int retrySetAside() {
        int number = 0;
        try {
            number = stopped ? 0 : outbox.retryAll();
        } catch (SQLException e) {
            log.unwritable("the retry of set-aside snapshots", e, memory.size());
        }
        log.retried(number);
        pump();
        return number;
    }

    List<SetAsideGroup> setAside() {
        try {
            return stopped ? List.of() : outbox.setAside();
        } catch (SQLException e) {
            log.unreadable(e);
            return List.of();
        }
    }

    OutboxReport report() {
        try {
            return OutboxReport.of(counters, stopped ? null : outbox.oldestWaiting(), setAside());
        } catch (SQLException e) {
            log.unreadable(e);
            return OutboxReport.of(counters, null, List.of());
        }
    }

    // --- housekeeping and end

    private void housekeep() {
        if (stopped) {
            return;
        }
        Instant now = clock.instant();
        try {
            bounds.apply(now);
            retries.scheduled(now);
        } catch (SQLException e) {
            log.unwritable("bounds", e, memory.size());
        }
        if (attempts.size() > MAX_UNRECORDED) {
            attempts.keySet().retainAll(resting);
        }
        log.sweep();
        thread.after(HOUSEKEEPING, this::housekeep);
        pump();
    }

    private void publishCounters() {
        StatusCounts counts = outbox.counts();
        counters = new DeliveryCounters(
                counts.sampled() + memory.size(),
                counts.get(SnapshotStatus.POSTED),
                counts.get(SnapshotStatus.WAITING) + memory.size(),
                counts.get(SnapshotStatus.SET_ASIDE),
                counts.get(SnapshotStatus.TOO_OLD),
                counts.get(SnapshotStatus.TOO_MANY),
                counts.get(SnapshotStatus.DAMAGED),
                counts.get(SnapshotStatus.UNWRITABLE),
                memory.size(),
                outbox.bytes(),
                failedPosts,
                outbox.failures(),
                outbox.damagedDatabases(),
                pacing.unavailable());
    }

    /** Sends for as long as the backend accepts, then stops; what rests or is paused stays on disk. */
    void stop(Runnable whenStopped) {
        this.whenStopped = whenStopped;
        write();
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
            log.unwritable("results", e, memory.size());
        }
        int lost = memory.size();
        memory.clear();
        outbox.lost(lost);
        publishCounters();
        outbox.close();
        log.stopped(counters.waiting(), lost);
        if (whenStopped != null) {
            whenStopped.run();
        }
    }
}

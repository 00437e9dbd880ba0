package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.Answer.Accepted;
import dev.turnout.socket.delivery.Answer.Failed;
import dev.turnout.socket.delivery.Answer.PutOff;
import dev.turnout.socket.delivery.Answer.Refused;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes minutes in, puts them on disk, sends them and notes the answers. All methods run on the owner thread.
 *
 * <p>A snapshot is sent only once it is on disk. While the disk refuses, snapshots stay in memory, the oldest are
 * dropped when that is full, and writing is tried again and again; what is on disk goes on being sent.
 */
final class Courier {

    static final Duration HOUSEKEEPING = Duration.ofSeconds(10);

    private final Loop loop;
    private final InstantSource clock;
    private final SnapshotOutbox outbox;
    private final Lanes lanes;
    private final Pacing pacing;
    private final Backoff backoff;
    private final SnapshotSender sender;
    private final DeliveryLog log;
    private final int inMemory;

    private final List<Entry> memory = new ArrayList<>();
    private int failedInARow;
    private int travelling;
    private long failedPosts;
    private OptionalLong keyProbe = OptionalLong.empty();
    private @Nullable Runnable whenStopped;
    private boolean stopped;
    private volatile DeliveryCounts counts = DeliveryCounts.NONE;

    Courier(
            Loop loop,
            InstantSource clock,
            SnapshotOutbox outbox,
            Lanes lanes,
            SnapshotSender sender,
            Backoff backoff,
            DeliveryConfig config,
            DeliveryLog log) {
        this.loop = loop;
        this.clock = clock;
        this.outbox = outbox;
        this.lanes = lanes;
        this.sender = sender;
        this.backoff = backoff;
        this.pacing = new Pacing(backoff, config.sending().atOnce());
        this.inMemory = config.keeping().inMemory();
        this.log = log;
        publish();
    }

    /**
     * Begins where the last run stopped. Of the snapshots that were refused because of the key, one is tried again: if
     * the key is right now, the others follow.
     */
    void start() {
        memory.addAll(outbox.unfinished());
        write();
        keyProbe = outbox.retryOldest(DeliveryLog::aboutTheKey);
        keepHouse();
    }

    /** Safe for any thread. */
    DeliveryCounts counts() {
        return counts;
    }

    // --- in

    /**
     * Takes over what was sampled.
     *
     * @param turnedAway how many more there were that nobody had room to hold
     */
    void take(List<AuctionMinute> minute, int turnedAway) {
        if (stopped) {
            log.tooLate(minute.size() + turnedAway);
            return;
        }
        drop(turnedAway);
        for (AuctionMinute snapshot : minute) {
            try {
                memory.add(Entry.of(snapshot));
            } catch (IllegalArgumentException e) {
                log.unfit(snapshot, String.valueOf(e.getMessage()));
                outbox.lost(1);
            }
        }
        if (failedInARow == 0) {
            write();
        }
        bound();
        pump();
    }

    /** Notes the minute so far; it counts for nothing unless this process ends before the minute does. */
    void draft(List<AuctionMinute> minute) {
        if (!stopped) {
            outbox.draft(minute);
        }
    }

    private void write() {
        try {
            while (!memory.isEmpty()) {
                int written = outbox.append(memory, clock.instant());
                memory.subList(0, written).clear();
            }
            failedInARow = 0;
            outbox.clearDraft();
        } catch (IOException e) {
            failedInARow++;
            log.unwritable(e, memory.size());
            loop.schedule(backoff.delay(failedInARow), this::writeAgain);
        }
    }

    private void writeAgain() {
        if (!stopped) {
            write();
            pump();
        }
    }

    private void bound() {
        int over = Math.max(0, memory.size() - inMemory);
        memory.subList(0, over).clear();
        drop(over);
    }

    private void drop(int number) {
        if (number > 0) {
            outbox.lost(number);
            log.dropped(Fate.UNWRITABLE, number);
        }
    }

    // --- out

    private void pump() {
        while (!stopped && pacing.mayStart(travelling)) {
            Optional<Lane> lane = lanes.next();
            if (lane.isEmpty()) {
                break;
            }
            send(lane.get());
        }
        publish();
        stopIfNothingMoves();
    }

    private void send(Lane lane) {
        long number = lane.head();
        try {
            Optional<Parcel> parcel = outbox.lend(number);
            if (parcel.isEmpty()) {
                lanes.arrived(lane, number);
                return;
            }
            travelling++;
            int round = pacing.round();
            sender.post(parcel.get(), answer -> loop.execute(() -> answered(lane, parcel.get(), round, answer)));
        } catch (IOException e) {
            log.unreadable(number, e);
            rest(lane);
        }
    }

    private void answered(Lane lane, Parcel parcel, int round, Answer answer) {
        if (stopped) {
            return;
        }
        travelling--;
        boolean wasAway = pacing.away();
        if (answer instanceof Accepted) {
            outbox.posted(parcel.number());
            arrived(lane, parcel);
            proveKey(parcel);
        } else if (answer instanceof Refused refused) {
            log.refused(parcel.entry(), refused.status(), refused.reason());
            outbox.setAside(parcel, refused.status(), refused.reason());
            arrived(lane, parcel);
            if (!DeliveryLog.aboutTheKey(refused.status())) {
                proveKey(parcel);
            }
        } else if (answer instanceof PutOff putOff) {
            putOff(lane, parcel, putOff);
        } else if (answer instanceof Failed failed) {
            failed(lane, parcel, round, failed);
        }
        if (wasAway && !pacing.away()) {
            log.back(outbox.tally().get(Fate.WAITING));
        }
        pump();
    }

    private void arrived(Lane lane, Parcel parcel) {
        lanes.arrived(lane, parcel.number());
        pacing.answered();
    }

    /** The backend looked at the snapshot itself, so the key is right. */
    private void proveKey(Parcel parcel) {
        if (keyProbe.isPresent() && keyProbe.getAsLong() == parcel.number()) {
            keyProbe = OptionalLong.empty();
            log.retried(outbox.retryAll(DeliveryLog::aboutTheKey));
        }
    }

    private void putOff(Lane lane, Parcel parcel, PutOff answer) {
        failedPosts++;
        log.askedToWait(answer.status(), answer.pause());
        outbox.giveBack(parcel.number());
        lanes.returned(lane);
        pacing.pause();
        resumeAfter(answer.pause());
    }

    private void failed(Lane lane, Parcel parcel, int round, Failed answer) {
        failedPosts++;
        outbox.giveBack(parcel.number());
        rest(lane);
        boolean wasAway = pacing.away();
        pacing.failed(round).ifPresent(this::resumeAfter);
        if (!wasAway && pacing.away()) {
            log.away(answer.what(), outbox.tally().get(Fate.WAITING));
        } else {
            log.failed(parcel.entry(), answer.what());
        }
    }

    private void resumeAfter(Duration pause) {
        loop.schedule(pause, () -> {
            pacing.resume();
            pump();
        });
    }

    private void rest(Lane lane) {
        lanes.failed(lane);
        loop.schedule(backoff.delay(lane.failures), () -> {
            lanes.rested(lane);
            pump();
        });
    }

    /** All that were set aside wait again, whatever they were refused for. */
    void retrySetAside() {
        if (!stopped) {
            log.retried(outbox.retryAll(any -> true));
            pump();
        }
    }

    // --- house and end

    private void keepHouse() {
        if (stopped) {
            return;
        }
        outbox.keepHouse(clock.instant());
        log.sweep();
        loop.schedule(HOUSEKEEPING, this::keepHouse);
        pump();
    }

    private void publish() {
        Tally tally = outbox.tally();
        counts = new DeliveryCounts(
                outbox.sampled() + memory.size(),
                tally.get(Fate.POSTED),
                tally.get(Fate.WAITING) + memory.size(),
                tally.get(Fate.SET_ASIDE),
                tally.get(Fate.TOO_OLD),
                tally.get(Fate.TOO_MANY),
                tally.get(Fate.DAMAGED),
                tally.get(Fate.UNWRITABLE),
                memory.size(),
                outbox.bytes(),
                failedPosts,
                outbox.failedWrites(),
                pacing.away());
    }

    /** Sends on as long as the backend takes it, then stops; what rests or has to pause is left on disk. */
    void stop(Runnable whenStopped) {
        this.whenStopped = whenStopped;
        write();
        pump();
    }

    private void stopIfNothingMoves() {
        if (whenStopped != null && travelling == 0) {
            stopNow();
        }
    }

    /** Stops, whatever is under way: its answers come too late, and it is sent again by the next run. */
    void stopNow() {
        if (stopped) {
            return;
        }
        stopped = true;
        int lost = memory.size();
        memory.clear();
        outbox.lost(lost);
        sender.close();
        outbox.close();
        publish();
        log.stopped(outbox.tally().get(Fate.WAITING), lost);
        if (whenStopped != null) {
            whenStopped.run();
        }
    }
}

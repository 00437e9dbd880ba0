package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Storage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes snapshots, roll-ups, markers and notes older than the retention time, in portions, so that a snapshot never
 * waits long to be stored. One thread.
 *
 * <p>A clock that is far ahead must not delete everything. So the time is trusted only when it is at most
 * {@link #MAX_LEAD} after the newest data or after the time trusted last. This does not hold for the TTL index of MongoDB,
 * by which the database deletes snapshots itself.
 */
public final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int PORTION = 5_000;

    /** How far the clock may be ahead of the newest data. An installation that is idle for longer deletes nothing. */
    static final Duration MAX_LEAD = Duration.ofDays(7);

    private final Storage storage;
    private final Duration keep;
    private final Counter snapshots;
    private final Counter markers;
    private final Counter notes;
    private @Nullable Instant trusted;

    public Retention(Storage storage, Duration keep, MeterRegistry meters) {
        this.storage = storage;
        this.keep = keep;
        this.snapshots = expired("snapshot", meters);
        this.markers = expired("marker", meters);
        this.notes = expired("note", meters);
    }

    private static Counter expired(String what, MeterRegistry meters) {
        return Counter.builder("turnout.expired")
                .description("Rows deleted because they were older than RETENTION_DAYS")
                .tag("what", what)
                .register(meters);
    }

    public void sweep(Instant now) {
        Instant newest = newest();
        if (newest == null) {
            return;
        }
        if (now.isAfter(newest.plus(MAX_LEAD))) {
            log.atWarn()
                    .addKeyValue("now", now)
                    .addKeyValue("newestData", newest)
                    .log(
                            "nothing is deleted: the clock is far ahead of the newest data; deletion continues with the next data");
            return;
        }
        trusted = now;
        delete(now);
    }

    private @Nullable Instant newest() {
        Instant stored = storage.newestData().orElse(null);
        return stored == null || trusted == null || stored.isAfter(trusted) ? stored : trusted;
    }

    /** Snapshots are deleted by the hour, so that no roll-up of an hour has to be computed again. */
    private void delete(Instant now) {
        Instant oldest = now.minus(keep);
        Instant oldestHour = oldest.truncatedTo(ChronoUnit.HOURS);
        int oldSnapshots = all(() -> storage.deleteSnapshotsBefore(oldestHour, PORTION), snapshots);
        int oldMarkers = all(() -> storage.deleteMarkersBefore(oldest, PORTION), markers);
        int oldNotes = all(() -> storage.deleteNotesBefore(oldest, PORTION), notes);
        if (oldSnapshots + oldMarkers + oldNotes > 0) {
            log.atInfo()
                    .addKeyValue("snapshots", oldSnapshots)
                    .addKeyValue("markers", oldMarkers)
                    .addKeyValue("notes", oldNotes)
                    .addKeyValue("olderThan", oldest)
                    .log("deleted data older than RETENTION_DAYS");
        }
    }

    private static int all(IntSupplier portion, Counter counter) {
        int total = 0;
        int deleted;
        do {
            deleted = portion.getAsInt();
            counter.increment(deleted);
            total += deleted;
        } while (deleted > 0);
        return total;
    }
}

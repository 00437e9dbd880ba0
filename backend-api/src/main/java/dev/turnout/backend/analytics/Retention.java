package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Storage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes snapshots and markers that have grown too old, in portions, so that a snapshot never waits long to be kept. */
public final class Retention {

    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int PORTION = 5_000;

    private final Storage storage;
    private final Duration keep;
    private final Counter snapshots;
    private final Counter markers;

    public Retention(Storage storage, Duration keep, MeterRegistry meters) {
        this.storage = storage;
        this.keep = keep;
        this.snapshots = expired("snapshot", meters);
        this.markers = expired("marker", meters);
    }

    private static Counter expired(String what, MeterRegistry meters) {
        return Counter.builder("turnout.expired")
                .description("Rows deleted because they were older than RETENTION_DAYS")
                .tag("what", what)
                .register(meters);
    }

    public void sweep(Instant now) {
        Instant oldest = now.minus(keep);
        int oldSnapshots = all(() -> storage.deleteSnapshotsBefore(oldest, PORTION), snapshots);
        int oldMarkers = all(() -> storage.deleteMarkersBefore(oldest, PORTION), markers);
        if (oldSnapshots + oldMarkers > 0) {
            log.atInfo()
                    .addKeyValue("snapshots", oldSnapshots)
                    .addKeyValue("markers", oldMarkers)
                    .addKeyValue("olderThan", oldest)
                    .log("deleted what was older than RETENTION_DAYS");
        }
    }

    private static int all(IntSupplier portion, Counter counter) {
        int total = 0;
        int deleted;
        do {
            deleted = portion.getAsInt();
            counter.increment(deleted);
            total += deleted;
        } while (deleted == PORTION);
        return total;
    }
}

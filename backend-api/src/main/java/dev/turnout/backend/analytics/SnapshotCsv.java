package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Snapshots as CSV (RFC 4180), one line for each timestamp, times in UTC; what is not known is an empty field. */
final class SnapshotCsv {

    private static final String HEADER = "timestamp,viewerCount,avgViewers,peakViewers,minViewers,sampleCount,"
            + "exactPeak,exactPeakAt,exactMin,viewerSeconds,joins,leaves,uniqueViewers\r\n";

    private final Writer out;
    private @Nullable Snapshot pending;
    private @Nullable Bucket bucket;

    SnapshotCsv(Writer out) {
        this.out = out;
        write(HEADER);
    }

    /** Takes the next snapshot; several of one timestamp become one line. */
    void add(Snapshot snapshot) {
        if (pending != null && bucket != null && pending.timestamp().equals(snapshot.timestamp())) {
            bucket.add(new Bucket(snapshot));
            return;
        }
        finish();
        pending = snapshot;
        bucket = new Bucket(snapshot);
    }

    /** Writes what is left. */
    void finish() {
        if (pending != null && bucket != null) {
            write(line(bucket.toSnapshot(pending.timestamp())));
        }
    }

    private static String line(Snapshot snapshot) {
        Double viewerSeconds = snapshot.viewerSeconds();
        return Stream.<@Nullable Object>of(
                                snapshot.timestamp(),
                                snapshot.viewerCount(),
                                snapshot.avgViewers(),
                                snapshot.peakViewers(),
                                snapshot.minViewers(),
                                snapshot.sampleCount(),
                                snapshot.exactPeak(),
                                snapshot.exactPeakAt(),
                                snapshot.exactMin(),
                                viewerSeconds == null
                                        ? null
                                        : BigDecimal.valueOf(viewerSeconds).toPlainString(),
                                snapshot.joins(),
                                snapshot.leaves(),
                                snapshot.uniqueViewers())
                        .map(field -> field == null ? "" : field.toString())
                        .collect(Collectors.joining(","))
                + "\r\n";
    }

    private void write(String text) {
        try {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

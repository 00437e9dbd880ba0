package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up a {@link Summary}, one snapshot at a time in order of their timestamps. One thread. */
final class SummaryTally {

    private static final int SECONDS_A_MINUTE = 60;

    private @Nullable Bucket total;
    private int peak;
    private @Nullable Instant peakAt;
    private int min = Integer.MAX_VALUE;
    private int minutes;
    private @Nullable Instant first;
    private @Nullable Instant last;
    private @Nullable Map<String, Integer> sections;
    private final Map<String, Integer> sessionSeconds = new TreeMap<>();

    void add(Snapshot snapshot) {
        tellMinute(snapshot.timestamp());
        tellPeak(snapshot);
        min = Math.min(min, Objects.requireNonNullElse(snapshot.exactMin(), snapshot.minViewers()));
        if (snapshot.sections() != null) {
            sections = snapshot.sections();
        }
        if (snapshot.sessionSeconds() != null) {
            snapshot.sessionSeconds().forEach((bound, ended) -> sessionSeconds.merge(bound, ended, Integer::sum));
        }
        if (total == null) {
            total = new Bucket(snapshot);
        } else {
            total.add(new Bucket(snapshot));
        }
    }

    private void tellMinute(Instant timestamp) {
        if (last == null || minute(last) != minute(timestamp)) {
            minutes++;
        }
        first = first == null ? timestamp : first;
        last = timestamp;
    }

    private static long minute(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), SECONDS_A_MINUTE);
    }

    private void tellPeak(Snapshot snapshot) {
        int known = Math.max(snapshot.peakViewers(), Objects.requireNonNullElse(snapshot.exactPeak(), 0));
        if (peakAt == null || known > peak) {
            peak = known;
            peakAt = Objects.requireNonNullElse(snapshot.exactPeakAt(), snapshot.timestamp());
        }
    }

    Summary summary() {
        if (total == null || first == null) {
            return new Summary(0, null, 0, null, 0, null, null, null, null, null, null, null, null);
        }
        Snapshot whole = total.toSnapshot(first);
        return new Summary(
                peak,
                peakAt,
                whole.avgViewers(),
                min,
                minutes,
                first,
                last,
                whole.joins(),
                whole.leaves(),
                whole.uniqueViewers(),
                whole.viewerSeconds() == null ? null : whole.viewerSeconds() / SECONDS_A_MINUTE,
                sessionSeconds.isEmpty() ? null : sessionSeconds,
                sections);
    }
}

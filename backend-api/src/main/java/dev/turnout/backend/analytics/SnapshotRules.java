package dev.turnout.backend.analytics;

import dev.turnout.model.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot must be to be kept. A sender does not send a refused one again, so nothing is asked for that a
 * sender, honest but with its clock or its sampling a little off, might get wrong.
 */
final class SnapshotRules {

    /** Far beyond any audience, and small enough that ten years of sums fit a long. */
    private static final int MOST_VIEWERS = 1_000_000_000;

    private static final int MOST_SAMPLES = 3_600;
    private static final int LONGEST_SOURCE = 200;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration CLOCKS_MAY_DIFFER = Duration.ofDays(1);

    private SnapshotRules() {}

    /** What is wrong, in words for the sender; empty when nothing is. */
    static Optional<String> violation(Snapshot snapshot, Instant now) {
        return Stream.of(time(snapshot, now), counts(snapshot), order(snapshot), extras(snapshot))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> time(Snapshot snapshot, Instant now) {
        Instant timestamp = snapshot.timestamp();
        if (!timestamp.equals(timestamp.truncatedTo(ChronoUnit.SECONDS))) {
            return Optional.of("timestamp must be a whole second, the start of the minute");
        }
        if (timestamp.isBefore(EARLIEST) || timestamp.isAfter(now.plus(CLOCKS_MAY_DIFFER))) {
            return Optional.of("timestamp is before 2000 or more than a day ahead of this server's clock");
        }
        return Optional.empty();
    }

    private static Optional<String> counts(Snapshot snapshot) {
        if (snapshot.sampleCount() < 1 || snapshot.sampleCount() > MOST_SAMPLES) {
            return Optional.of("sampleCount must be 1 to " + MOST_SAMPLES);
        }
        boolean sane = Stream.of(
                        snapshot.viewerCount(),
                        snapshot.avgViewers(),
                        snapshot.peakViewers(),
                        snapshot.minViewers(),
                        snapshot.exactPeak(),
                        snapshot.exactMin(),
                        snapshot.joins(),
                        snapshot.leaves(),
                        snapshot.uniqueViewers())
                .filter(Objects::nonNull)
                .allMatch(SnapshotRules::isCount);
        return sane ? Optional.empty() : Optional.of("counts must be 0 to " + MOST_VIEWERS);
    }

    private static Optional<String> order(Snapshot snapshot) {
        if (snapshot.minViewers() > snapshot.avgViewers() || snapshot.avgViewers() > snapshot.peakViewers()) {
            return Optional.of("minViewers ≤ avgViewers ≤ peakViewers does not hold");
        }
        if (snapshot.viewerCount() < snapshot.minViewers() || snapshot.viewerCount() > snapshot.peakViewers()) {
            return Optional.of("minViewers ≤ viewerCount ≤ peakViewers does not hold");
        }
        if (Objects.requireNonNullElse(snapshot.exactMin(), 0) > snapshot.avgViewers()
                || Objects.requireNonNullElse(snapshot.exactPeak(), MOST_VIEWERS) < snapshot.avgViewers()) {
            return Optional.of("exactMin ≤ avgViewers ≤ exactPeak does not hold");
        }
        return Optional.empty();
    }

    private static Optional<String> extras(Snapshot snapshot) {
        if (snapshot.source() != null && snapshot.source().length() > LONGEST_SOURCE) {
            return Optional.of("source is longer than " + LONGEST_SOURCE + " characters");
        }
        Double viewerSeconds = snapshot.viewerSeconds();
        if (viewerSeconds != null && !(viewerSeconds >= 0 && viewerSeconds <= (double) MOST_VIEWERS * MOST_SAMPLES)) {
            return Optional.of("viewerSeconds is negative or beyond any audience");
        }
        if (!areCounts(snapshot.sections()) || !areCounts(snapshot.sessionSeconds())) {
            return Optional.of("sections and sessionSeconds must hold counts of 0 to " + MOST_VIEWERS);
        }
        return Optional.empty();
    }

    private static boolean areCounts(@Nullable Map<String, @Nullable Integer> numbers) {
        return numbers == null || numbers.values().stream().allMatch(number -> number != null && isCount(number));
    }

    private static boolean isCount(int number) {
        return number >= 0 && number <= MOST_VIEWERS;
    }
}

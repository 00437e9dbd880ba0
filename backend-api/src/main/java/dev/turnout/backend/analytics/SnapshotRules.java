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
 * The conditions that a snapshot must fulfil to be stored; a snapshot with contradictory or unbounded figures is refused.
 * A sender does not repeat a refused snapshot, so the rules tolerate clocks and sampling that are slightly off.
 */
final class SnapshotRules {

    /** Larger than any audience, and small enough that ten years of sums fit a long. */
    private static final int MAX_VIEWERS = 1_000_000_000;

    private static final int MAX_SAMPLES = 3_600;
    private static final double MAX_OBSERVED_SECONDS = 3_600;
    private static final int MAX_MAP_ENTRIES = 1_000;
    private static final int MAX_KEY_LENGTH = 200;
    private static final int MAX_SOURCE_LENGTH = 200;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofDays(1);

    private SnapshotRules() {}

    /** The first violation, described for the sender; empty when there is none. */
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
        if (timestamp.isBefore(EARLIEST) || timestamp.isAfter(now.plus(MAX_CLOCK_DIFFERENCE))) {
            return Optional.of("timestamp is before 2000 or more than a day ahead of this server's clock");
        }
        Instant exactPeakAt = snapshot.exactPeakAt();
        if (exactPeakAt != null
                && (exactPeakAt.isBefore(timestamp.minus(MAX_CLOCK_DIFFERENCE))
                        || exactPeakAt.isAfter(timestamp.plus(MAX_CLOCK_DIFFERENCE)))) {
            return Optional.of("exactPeakAt is more than a day away from timestamp");
        }
        return Optional.empty();
    }

    private static Optional<String> counts(Snapshot snapshot) {
        if (snapshot.sampleCount() < 1 || snapshot.sampleCount() > MAX_SAMPLES) {
            return Optional.of("sampleCount must be 1 to " + MAX_SAMPLES);
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
        return sane ? Optional.empty() : Optional.of("counts must be 0 to " + MAX_VIEWERS);
    }

    private static Optional<String> order(Snapshot snapshot) {
        if (snapshot.minViewers() > snapshot.avgViewers() || snapshot.avgViewers() > snapshot.peakViewers()) {
            return Optional.of("minViewers ≤ avgViewers ≤ peakViewers does not hold");
        }
        if (snapshot.viewerCount() < snapshot.minViewers() || snapshot.viewerCount() > snapshot.peakViewers()) {
            return Optional.of("minViewers ≤ viewerCount ≤ peakViewers does not hold");
        }
        if (Objects.requireNonNullElse(snapshot.exactMin(), 0) > snapshot.avgViewers()
                || Objects.requireNonNullElse(snapshot.exactPeak(), MAX_VIEWERS) < snapshot.avgViewers()) {
            return Optional.of("exactMin ≤ avgViewers ≤ exactPeak does not hold");
        }
        return Optional.empty();
    }

    private static Optional<String> extras(Snapshot snapshot) {
        String source = snapshot.source();
        if (source != null
                && (source.length() > MAX_SOURCE_LENGTH || source.chars().anyMatch(Character::isISOControl))) {
            return Optional.of("source has more than " + MAX_SOURCE_LENGTH + " characters or control characters");
        }
        if (!isBetween(snapshot.viewerSeconds(), 0, (double) MAX_VIEWERS * MAX_SAMPLES)) {
            return Optional.of("viewerSeconds is negative or too large");
        }
        if (!isBetween(snapshot.observedSeconds(), Double.MIN_VALUE, MAX_OBSERVED_SECONDS)) {
            return Optional.of("observedSeconds must be more than 0 and at most " + MAX_OBSERVED_SECONDS);
        }
        Map<String, Integer> lengths = snapshot.sessionSeconds();
        if (!areCounts(snapshot.sections()) || !areCounts(snapshot.countries()) || !areCounts(lengths)) {
            return Optional.of("sections, countries and sessionSeconds must hold at most " + MAX_MAP_ENTRIES
                    + " counts of 0 to " + MAX_VIEWERS + " with names of at most " + MAX_KEY_LENGTH + " characters");
        }
        if (lengths != null && !lengths.keySet().stream().allMatch(SessionLengths::isBound)) {
            return Optional.of("sessionSeconds must have seconds or +Inf as names");
        }
        Long fence = snapshot.fence();
        return fence != null && fence < 0 ? Optional.of("fence must not be negative") : Optional.empty();
    }

    private static boolean isBetween(@Nullable Double number, double least, double most) {
        return number == null || (number >= least && number <= most);
    }

    private static boolean areCounts(@Nullable Map<String, @Nullable Integer> numbers) {
        return numbers == null
                || (numbers.size() <= MAX_MAP_ENTRIES
                        && numbers.keySet().stream().allMatch(name -> name.length() <= MAX_KEY_LENGTH)
                        && numbers.values().stream().allMatch(number -> number != null && isCount(number)));
    }

    private static boolean isCount(int number) {
        return number >= 0 && number <= MAX_VIEWERS;
    }
}

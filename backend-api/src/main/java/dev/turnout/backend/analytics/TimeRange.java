package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Period;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The named ranges of a chart, counted back from now. */
public enum TimeRange {
    LAST_HOUR("1h", Duration.ofHours(1)),
    LAST_DAY("24h", Duration.ofHours(24)),
    LAST_WEEK("7d", Duration.ofDays(7)),
    LAST_MONTH("30d", Duration.ofDays(30)),
    LAST_QUARTER("90d", Duration.ofDays(90)),
    ALL("all", null);

    private final String word;
    private final @Nullable Duration length;

    TimeRange(String word, @Nullable Duration length) {
        this.word = word;
        this.length = length;
    }

    public String word() {
        return word;
    }

    public static Optional<TimeRange> parse(String word) {
        return Arrays.stream(values()).filter(range -> range.word.equals(word)).findFirst();
    }

    /** All names, for messages. */
    public static String words() {
        return Arrays.stream(values()).map(TimeRange::word).collect(Collectors.joining(", "));
    }

    /**
     * Starts at a whole minute, so that an hour has 60 whole minutes. Open at its end, so that a minute of a sender whose
     * clock is a little ahead is not cut off.
     */
    public Period until(Instant now) {
        return length == null
                ? Period.ALWAYS
                : Period.since(now.truncatedTo(ChronoUnit.MINUTES).minus(length));
    }
}

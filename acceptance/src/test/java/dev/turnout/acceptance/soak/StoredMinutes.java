package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Checks what backend-api has stored of an auction. Pure. */
final class StoredMinutes {

    /** What a kill may lose before it: the time since the last sample, and what a busy machine takes to store it. */
    private static final long MILLIS_OF_STORING = 3_000;

    /** How long a server may be away after a kill. */
    private static final long MOST_MILLIS_AWAY = 60_000;

    private final Duration sample;
    private final Duration minute;
    private final List<Long> kills;
    private final Consumer<String> violation;

    /** @param kills times of the kills of socket-server, in milliseconds since the epoch */
    StoredMinutes(Duration sample, Duration minute, List<Long> kills, Consumer<String> violation) {
        this.sample = sample;
        this.minute = minute;
        this.kills = kills;
        this.violation = violation;
    }

    /** The number of minutes that are right or wrong. */
    int check(SoakAuction auction, JsonNode analytics) {
        String of = auction.id() + ": ";
        Instant before = null;
        long joins = 0;
        for (JsonNode point : analytics.path("snapshots")) {
            Instant start = Instant.parse(point.path("timestamp").asText());
            if (start.toEpochMilli() % minute.toMillis() != 0) {
                violation.accept(of + "a minute begins at " + start);
            }
            if (before != null && !start.isAfter(before)) {
                violation.accept(of + "the minute " + start + " follows " + before);
            } else if (before != null) {
                checkGap(of, before.plus(minute), start);
            }
            checkFigures(of + point, point, minute, minute.dividedBy(sample) + kills.size(), violation);
            joins += point.path("joins").asLong();
            before = start;
        }
        checkJoins(of, joins, auction);
        return analytics.path("snapshots").size();
    }

    /** Only while the server was away may minutes be missing. */
    private void checkGap(String of, Instant from, Instant until) {
        long observed = kills.stream()
                .filter(kill -> kill <= until.toEpochMilli() && kill >= from.toEpochMilli() - minute.toMillis())
                .count();
        boolean tooLong = Duration.between(from, until).toMillis() > MOST_MILLIS_AWAY;
        if (from.isBefore(until) && (observed == 0 || tooLong)) {
            violation.accept(of + "no minutes from " + from + " until " + until);
        }
    }

    /**
     * Whether the figures of a minute fit together.
     *
     * @param longest that can have been observed
     */
    static void checkFigures(
            String what, JsonNode point, Duration longest, long mostSamples, Consumer<String> violation) {
        int min = point.path("minViewers").asInt();
        int average = point.path("avgViewers").asInt();
        int peak = point.path("peakViewers").asInt();
        int exactPeak = point.path("exactPeak").asInt();
        boolean ordered = min <= average && average <= peak && peak <= exactPeak;
        if (!ordered || point.path("exactMin").asInt() > min || min < 0) {
            violation.accept(what + ": minimum, average and peak contradict each other");
        }
        long samples = point.path("sampleCount").asLong();
        if (samples < 1 || samples > mostSamples) {
            violation.accept(what + ": has " + samples + " samples");
        }
        double observed = point.path("observedSeconds").asDouble();
        double seconds = point.path("viewerSeconds").asDouble();
        if (observed > longest.toMillis() / 1e3 + 0.001 || seconds > exactPeak * observed + 0.001) {
            violation.accept(what + ": more viewer-seconds or observed seconds than there can be");
        }
    }

    private void checkJoins(String of, long joins, SoakAuction auction) {
        long least = auction.leastJoins(kills, sample.toMillis() + MILLIS_OF_STORING);
        if (joins < least || joins > auction.mostJoins()) {
            violation.accept(of + joins + " joins are stored, there were " + least + " to " + auction.mostJoins());
        }
    }
}

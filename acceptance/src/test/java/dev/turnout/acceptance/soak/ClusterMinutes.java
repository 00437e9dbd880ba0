package dev.turnout.acceptance.soak;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Checks the minutes that backend-api has stored of an auction whose number of viewers does not change. Pure. */
final class ClusterMinutes {

    private final Duration minute;
    private final Duration sample;
    private final long samples;
    private final Disturbances disturbances;
    private final Consumer<String> violation;
    private int whole;
    private int undisturbed;
    private int incomplete;

    ClusterMinutes(Duration sample, Duration minute, Disturbances disturbances, Consumer<String> violation) {
        this.sample = sample;
        this.minute = minute;
        this.samples = minute.dividedBy(sample);
        this.disturbances = disturbances;
        this.violation = violation;
    }

    /**
     * @param viewers of the auction, from one time until another
     * @param analytics of backend-api
     */
    void check(String auction, int viewers, Instant from, Instant until, JsonNode analytics) {
        Map<Instant, JsonNode> stored = new TreeMap<>();
        for (JsonNode point : analytics.path("snapshots")) {
            Instant start = Instant.parse(point.path("timestamp").asText());
            if (start.toEpochMilli() % minute.toMillis() != 0) {
                violation.accept(auction + ": a minute begins at " + start);
            }
            if (stored.put(start, point) != null) {
                violation.accept(auction + ": the minute " + start + " is stored twice");
            }
            StoredMinutes.checkFigures(auction + ": " + point, point, longest(start), samples, violation);
            if (point.path("exactPeak").asInt() > 2 * viewers) {
                violation.accept(auction + ": " + point + ": there were " + viewers + " viewers");
            }
        }
        long millis = minute.toMillis();
        Instant start = Instant.ofEpochMilli((from.toEpochMilli() + millis - 1) / millis * millis);
        for (; !start.plus(minute).isAfter(until); start = start.plus(minute)) {
            checkWhole(auction + ": the minute " + start, viewers, start, stored.get(start));
        }
    }

    /**
     * Parts of a minute that no node has observed as a whole are merged when they have no sample in common. Each may still
     * overlap with the next by less than the time between two samples: node A stops right after node B has begun.
     */
    private Duration longest(Instant start) {
        return disturbances.isObserved(start, start.plus(minute))
                ? minute
                : minute.plus(sample.multipliedBy(disturbances.nodes() - 1L));
    }

    private void checkWhole(String what, int viewers, Instant start, @Nullable JsonNode point) {
        whole++;
        Instant end = start.plus(minute);
        boolean isComplete = point != null && point.path("sampleCount").asLong() == samples;
        if (disturbances.isObserved(start, end)) {
            if (!isComplete) {
                violation.accept(what + " is not complete: " + point);
            }
        } else {
            incomplete += isComplete ? 0 : 1;
        }
        // what happens after a minute's last sample is a join or leave of the next minute
        if (point != null && disturbances.isUndisturbed(start.minus(sample), end)) {
            undisturbed++;
            checkUndisturbed(what, viewers, point);
        }
    }

    private void checkUndisturbed(String what, int viewers, JsonNode point) {
        for (String figure :
                new String[] {"minViewers", "avgViewers", "peakViewers", "viewerCount", "exactMin", "exactPeak"}) {
            if (point.path(figure).asInt(-1) != viewers) {
                violation.accept(what + " had " + viewers + " viewers: " + point);
                return;
            }
        }
        double seconds = point.path("viewerSeconds").asDouble();
        if (Math.abs(seconds - viewers * minute.toSeconds()) > 0.01 * viewers
                || point.path("joins").asLong() != 0
                || point.path("leaves").asLong() != 0) {
            violation.accept(what + " had " + viewers + " viewers, who stayed: " + point);
        }
    }

    /** Minutes from the begin to the end of which there were viewers. */
    int whole() {
        return whole;
    }

    @Override
    public String toString() {
        return whole + " whole minutes, " + undisturbed + " of them without a fault, " + incomplete
                + " with fewer samples since no node had observed them as a whole";
    }
}

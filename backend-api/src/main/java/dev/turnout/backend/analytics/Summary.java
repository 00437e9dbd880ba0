package dev.turnout.backend.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.turnout.backend.storage.Aggregate;
import dev.turnout.backend.storage.Aggregate.Dated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a span. A figure that one of its snapshots lacks is null.
 *
 * @param overallPeak largest count, also between two samples where that is known; 0 when there is no snapshot
 * @param overallPeakAt when it was first reached; to the minute where nothing finer is known
 * @param overallAvg viewer-seconds divided by observed seconds, rounded half up; 0 when there is no snapshot
 * @param overallMin smallest count
 * @param duration minutes of which there is a snapshot
 * @param observedSeconds time that was observed; a minute may be observed in part
 * @param first timestamp of the first snapshot
 * @param last timestamp of the last snapshot
 * @param joins sessions that joined; after a restart of the server the same viewers join again
 * @param leaves sessions that left
 * @param uniqueViewers different viewers, within about 2.3 % when there is more than one snapshot
 * @param watchMinutes minutes watched, over all viewers
 * @param averageSessionSeconds time watched divided by joins
 * @param sessionSeconds ended sessions by length: upper bound in seconds (or {@code +Inf}) → sessions
 * @param retention share of the ended sessions that lasted longer than each bound
 * @param sections viewers per section at the last snapshot that has them
 * @param countries viewers per country at the last snapshot that has them
 * @param serverRuns runs of socket-servers that sent snapshots; all nodes and all restarts
 * @param joinsByRun joins by run; null where the run did not send them
 */
@JsonInclude(Include.ALWAYS)
public record Summary(
        int overallPeak,
        @Nullable Instant overallPeakAt,
        int overallAvg,
        @Nullable Integer overallMin,
        long duration,
        double observedSeconds,
        @Nullable Instant first,
        @Nullable Instant last,
        @Nullable Long joins,
        @Nullable Long leaves,
        @Nullable Integer uniqueViewers,
        @Nullable Double watchMinutes,
        @Nullable Double averageSessionSeconds,
        @Nullable Map<String, Long> sessionSeconds,
        @Nullable List<Retained> retention,
        @Nullable Map<String, Integer> sections,
        @Nullable Map<String, Integer> countries,
        int serverRuns,
        Map<String, @Nullable Long> joinsByRun) {

    /** Share of the ended sessions that lasted longer than a time. */
    public record Retained(double seconds, double share) {}

    private static final double MINUTE = 60;

    static Summary of(@Nullable Aggregate total) {
        if (total == null) {
            return new Summary(
                    0, null, 0, null, 0, 0, null, null, null, null, null, null, null, null, null, null, null, 0,
                    Map.of());
        }
        Double viewerSeconds = total.viewerSeconds();
        Map<String, Long> lengths = total.sessionSeconds();
        return new Summary(
                total.top(),
                Instant.ofEpochMilli(total.topAtMillis()),
                total.timeWeightedAverage(),
                total.bottom(),
                total.minutes(),
                total.observedSeconds(),
                Instant.ofEpochSecond(total.firstAt()),
                Instant.ofEpochSecond(total.lastAt()),
                total.joins(),
                total.leaves(),
                total.uniqueViewers(),
                viewerSeconds == null ? null : viewerSeconds / MINUTE,
                averageSession(viewerSeconds, total.joins()),
                lengths,
                lengths == null ? null : retention(lengths),
                numbers(total.sections()),
                numbers(total.countries()),
                total.sources().size(),
                joinsByRun(total.sources()));
    }

    private static @Nullable Double averageSession(@Nullable Double viewerSeconds, @Nullable Long joins) {
        return viewerSeconds == null || joins == null || joins == 0 ? null : viewerSeconds / joins;
    }

    private static @Nullable Map<String, Integer> numbers(@Nullable Dated dated) {
        return dated == null ? null : dated.numbers();
    }

    private static Map<String, @Nullable Long> joinsByRun(Map<String, Long> sources) {
        Map<String, @Nullable Long> joins = new TreeMap<>();
        sources.forEach((source, count) -> joins.put(source, count == Aggregate.UNKNOWN_JOINS ? null : count));
        return joins;
    }

    /** Bounds that are no numbers, such as {@code +Inf}, hold the sessions longer than the largest bound. */
    static List<Retained> retention(Map<String, Long> lengths) {
        TreeMap<Double, Long> bounds = new TreeMap<>();
        lengths.forEach((bound, sessions) -> bounds.merge(SessionLengths.seconds(bound), sessions, Long::sum));
        double all = bounds.values().stream().mapToLong(Long::longValue).sum();
        long longer = (long) all;
        List<Retained> curve = new ArrayList<>();
        for (Map.Entry<Double, Long> bound : bounds.entrySet()) {
            longer -= bound.getValue();
            if (Double.isFinite(bound.getKey()) && all > 0) {
                curve.add(new Retained(bound.getKey(), longer / all));
            }
        }
        return curve;
    }
}

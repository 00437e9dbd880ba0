package dev.turnout.backend.analytics;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a period's snapshots say together. Figures that not every snapshot knew are null.
 *
 * @param overallPeak largest count, also between two samples where that is known; 0 when there is no snapshot
 * @param overallPeakAt when that was; to the minute where nothing finer is known
 * @param overallAvg mean of all samples, rounded half up; 0 when there is no snapshot
 * @param overallMin smallest count
 * @param duration minutes of which there is a snapshot
 * @param first timestamp of the first snapshot
 * @param last timestamp of the last snapshot
 * @param joins sessions that came
 * @param leaves sessions that went
 * @param uniqueViewers different viewers, within about 2.3 % when there is more than one minute
 * @param watchMinutes minutes watched, over all viewers
 * @param sessionSeconds ended sessions by length: upper bound in seconds (or {@code +Inf}) → sessions
 * @param sections viewers per section at the last snapshot that knew
 */
@JsonInclude(Include.ALWAYS)
public record Summary(
        int overallPeak,
        @Nullable Instant overallPeakAt,
        int overallAvg,
        @Nullable Integer overallMin,
        int duration,
        @Nullable Instant first,
        @Nullable Instant last,
        @Nullable Integer joins,
        @Nullable Integer leaves,
        @Nullable Integer uniqueViewers,
        @Nullable Double watchMinutes,
        @Nullable Map<String, Integer> sessionSeconds,
        @Nullable Map<String, Integer> sections) {}

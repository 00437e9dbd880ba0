package dev.turnout.socket.sampling;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the minutes of one auction must be, worked out afterwards from the list of all that happened, by the definitions
 * and with no regard to effort: the count of every single millisecond, every sample looked up anew.
 */
final class NaiveMinutes {

    static final long SAMPLE = 5_000;
    static final long MINUTE = 60_000;

    /**
     * @param session null for a tick
     * @param joined whether the session came or went
     */
    record Happening(long at, @Nullable Integer session, String viewer, boolean joined) {

        static Happening tick(long at) {
            return new Happening(at, null, "", false);
        }

        boolean isTick() {
            return session == null;
        }
    }

    record Minute(
            long start,
            int last,
            long average,
            int peak,
            int min,
            int samples,
            int exactPeak,
            long exactPeakAt,
            int exactMin,
            double viewerSeconds,
            double observedSeconds,
            int joins,
            int leaves,
            int unique) {}

    private final List<Happening> happened;
    private final List<Minute> minutes = new ArrayList<>();
    private int flowsReported;

    private NaiveMinutes(List<Happening> happened) {
        this.happened = happened;
    }

    static List<Minute> of(List<Happening> happened) {
        NaiveMinutes naive = new NaiveMinutes(happened);
        int next = 0;
        while (next < happened.size()) {
            next = happened.get(next).isTick() ? next + 1 : naive.watchFrom(next);
        }
        return naive.minutes;
    }

    /** Works out the minutes from a first change to a minute with nobody; gives the first happening after it. */
    private int watchFrom(int first) {
        long from = happened.get(first).at();
        flowsReported = first;
        while (true) {
            long end = from - from % MINUTE + MINUTE;
            int ending = firstAtOrAfter(end);
            if (ending == happened.size()) {
                return ending;
            }
            Minute minute = minute(from, end, first);
            minutes.add(minute);
            if (minute.exactPeak() == 0) {
                return ending;
            }
            from = end;
        }
    }

    private Minute minute(long from, long end, int first) {
        List<Integer> samples = new ArrayList<>();
        int lastTaken = firstAtOrAfter(end);
        for (long slot = from + (SAMPLE - from % SAMPLE) % SAMPLE; slot < end; slot += SAMPLE) {
            lastTaken = takingOf(slot);
            samples.add(countBefore(lastTaken));
        }
        if (samples.isEmpty()) {
            samples.add(countBefore(lastTaken));
        }
        int exactPeak = 0;
        long exactPeakAt = 0;
        int exactMin = Integer.MAX_VALUE;
        for (Step step : steps(from, end, first)) {
            if (step.count > exactPeak || exactPeakAt == 0) {
                exactPeak = step.count;
                exactPeakAt = step.at;
            }
            exactMin = Math.min(exactMin, step.count);
        }
        int joins = joinsAndLeaves(flowsReported, lastTaken, true);
        int leaves = joinsAndLeaves(flowsReported, lastTaken, false);
        flowsReported = lastTaken;
        return new Minute(
                from - from % MINUTE,
                samples.get(samples.size() - 1),
                Math.round(samples.stream().mapToInt(n -> n).average().orElseThrow()),
                samples.stream().mapToInt(n -> n).max().orElseThrow(),
                samples.stream().mapToInt(n -> n).min().orElseThrow(),
                samples.size(),
                exactPeak,
                exactPeakAt,
                exactMin,
                viewerSeconds(from, end),
                (end - from) / 1000.0,
                joins,
                leaves,
                unique(from, end));
    }

    private record Step(long at, int count) {}

    /** The counts that held in a stretch of time: the one it began with, then one for each change. */
    private List<Step> steps(long from, long end, int first) {
        List<Step> steps = new ArrayList<>();
        int before = firstAtOrAfter(from);
        int entering = before <= first ? first + 1 : before;
        steps.add(new Step(from, countBefore(entering)));
        for (int i = entering; i < firstAtOrAfter(end); i++) {
            if (!happened.get(i).isTick()) {
                steps.add(new Step(happened.get(i).at(), countBefore(i + 1)));
            }
        }
        return steps;
    }

    /** The happening before which the sample of this moment was read: a tick then or later, or a later change. */
    private int takingOf(long slot) {
        int i = 0;
        while (happened.get(i).at() < slot
                || (happened.get(i).at() == slot && !happened.get(i).isTick())) {
            i++;
        }
        return i;
    }

    private int firstAtOrAfter(long time) {
        int i = 0;
        while (i < happened.size() && happened.get(i).at() < time) {
            i++;
        }
        return i;
    }

    private int countBefore(int index) {
        return present(index).size();
    }

    private Set<Integer> present(int index) {
        Set<Integer> present = new HashSet<>();
        for (Happening happening : happened.subList(0, index)) {
            if (!happening.isTick()) {
                Integer session = Objects.requireNonNull(happening.session());
                if (happening.joined()) {
                    present.add(session);
                } else {
                    present.remove(session);
                }
            }
        }
        return present;
    }

    private double viewerSeconds(long from, long end) {
        long millis = 0;
        for (long moment = from; moment < end; moment++) {
            millis += countAt(moment);
        }
        return millis / 1000.0;
    }

    private long cachedFrom = -1;
    private int cachedIndex;
    private int cachedCount;

    /** The count of the millisecond that begins here. */
    private int countAt(long moment) {
        if (moment < cachedFrom) {
            cachedIndex = 0;
            cachedCount = 0;
        }
        cachedFrom = moment;
        while (cachedIndex < happened.size() && happened.get(cachedIndex).at() <= moment) {
            Happening happening = happened.get(cachedIndex++);
            cachedCount += happening.isTick() ? 0 : happening.joined() ? 1 : -1;
        }
        return cachedCount;
    }

    private int joinsAndLeaves(int fromIndex, int toIndex, boolean joined) {
        int joinsAndLeaves = 0;
        for (Happening happening : happened.subList(fromIndex, toIndex)) {
            joinsAndLeaves += !happening.isTick() && happening.joined() == joined ? 1 : 0;
        }
        return joinsAndLeaves;
    }

    private int unique(long from, long end) {
        int begin = firstAtOrAfter(from);
        Set<Integer> sessions = new HashSet<>(present(begin));
        for (Happening happening : happened.subList(begin, firstAtOrAfter(end))) {
            if (!happening.isTick() && happening.joined()) {
                sessions.add(Objects.requireNonNull(happening.session()));
            }
        }
        Set<String> viewers = new HashSet<>();
        for (Happening happening : happened) {
            if (!happening.isTick() && sessions.contains(happening.session())) {
                viewers.add(happening.viewer());
            }
        }
        return viewers.size();
    }
}

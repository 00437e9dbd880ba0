package dev.turnout.socket.publishing;

/**
 * When the next count may be sent to one room. Pure: the caller passes nanoseconds of any origin.
 *
 * <p><b>Under churn</b> a fan-out that kept an event loop busy for {@code c} is followed by the next one {@code c / share}
 * later at the earliest, start to start, within bounds: the room then takes {@code share} of the loop. {@code due} is that
 * time.
 *
 * <p><b>After churn</b> the last count should not wait until {@code due}, since it is the one that stays on the pages. Once
 * nothing has changed for {@code quietFor}, it may be sent early, at {@code quiet}. The next {@code due} is still counted
 * from the old one and not from the early start, so over time the share holds. {@code lead} is how early fan-outs are by
 * then. The quiet may be only a pause in the churn, so a lead is extended only after a longer quiet: with {@code lead} as
 * it would be for a start at {@code quiet}, {@code interval} the one under churn and
 * {@code factor = 4 * quietFor / interval}, the fan-out starts at the {@code t} at which the further wait is
 * {@code factor} times the lead that is left at {@code t}:
 *
 * <pre>
 *   t - quiet = factor * (lead - (t - quiet))        (waiting reduces the lead)
 *   t = quiet + lead * factor / (1 + factor)
 * </pre>
 *
 * Never later than {@code due}, and never with a lead of more than {@code MAX_LEAD} intervals.
 *
 * <p>Example: a fan-out costs 100 ms of a loop that is idle otherwise, so {@code interval} = 400 ms, {@code quietFor} = 12.5 ms, {@code factor} =
 * 1/8. Times in ms; the last change of the churn comes at 130:
 *
 * <pre>
 *      0  start, busy until 100; due = 400
 *    130  last change; quiet = 142.5; lead = max(0, 400 - 400 - 142.5) = 0, so t = 142.5
 *  142.5  early start, busy until 242.5; due = 400 + 400 = 800: the lead is 257.5
 *    260  one more change; quiet = 272.5; lead = 800 - 400 - 272.5 = 127.5; t = 272.5 + 127.5 / 9 = 286.7
 *  286.7  early start; due = 1200; the next one after a change at 400 starts at 412.5 + 387.5 / 9 = 455.6
 * </pre>
 *
 * <pre>
 *   IDLE ──start──▶ IN FLIGHT ──finish──▶ RESTING ──interval over, or quiet──▶ IDLE
 * </pre>
 */
final class Pace {

    /**
     * Share of an event loop's time that the counts of a single room may take under churn while the processor has nothing
     * else to do, and while it has no time left. Then the rest is for the sessions that join, so that the churn is over
     * sooner; the last count is sent early anyway.
     */
    static final double SHARE = 1.0 / 4;

    static final double SHARE_OF_BUSY_PROCESSOR = 1.0 / 16;

    static final long SHORTEST_NANOS = 100_000_000L;
    static final long LONGEST_NANOS = 2_000_000_000L;

    /** A room counts as quiet after this time without a change, or after an eighth of the cost of a fan-out if longer. */
    static final long QUIET_NANOS = 10_000_000L;

    private static final int QUIET_PART_OF_COST = 8;

    /** How many times {@code quietFor} a room must be quiet for each interval of lead. */
    private static final double QUIETS_PER_INTERVAL = 4;

    /**
     * Largest lead in intervals, so that changes in bursts do not delay the last count for long. Less when all rooms have
     * longer intervals, since their delays would end at the same time.
     */
    private static final int MAX_LEAD = 4;

    /** Assumed cost of a send before one has been measured. */
    private static final double INITIAL_NANOS_PER_SEND = 6_000;

    /** In smaller rooms the fixed part of a fan-out would be measured as the cost of a send. */
    private static final int MIN_MEASURED_SIZE = 100;

    private boolean inFlight;
    private boolean begun;
    private long finishedAt;
    private long due;
    private long interval;
    private long maxLead;
    private double cost;
    private double nanosPerSend = INITIAL_NANOS_PER_SEND;

    boolean inFlight() {
        return inFlight;
    }

    /** The earliest start of the next fan-out if nothing changes after {@code lastChange}. Not while inFlight. */
    long nextStart(long lastChange) {
        if (!begun) {
            return lastChange;
        }
        long quietFor = (long) Math.max(QUIET_NANOS, cost / QUIET_PART_OF_COST);
        long quiet = later(lastChange, finishedAt) + quietFor;
        long lead = Math.max(0, due - interval - quiet);
        double factor = QUIETS_PER_INTERVAL * quietFor / interval;
        long early = quiet + (long) (lead * factor / (1 + factor));
        return earlier(due, later(early, due - maxLead));
    }

    void start(long now) {
        due = begun ? later(due, now) : now;
        begun = true;
        inFlight = true;
    }

    /**
     * @param sessions that it reached
     * @param busyNanos for how long it kept each event loop busy
     * @param recipients expected number of sessions of the next one
     * @param stretch factor on the interval because of other rooms, 1 or more
     * @param load how busy the processor was, from 0 to 1
     */
    void finish(long now, int sessions, long busyNanos, int recipients, double stretch, double load) {
        inFlight = false;
        finishedAt = now;
        if (sessions > 0) {
            nanosPerSend = (nanosPerSend + (double) busyNanos / Math.max(sessions, MIN_MEASURED_SIZE)) / 2;
        }
        cost = nanosPerSend * recipients;
        double share = SHARE + load * (SHARE_OF_BUSY_PROCESSOR - SHARE);
        double alone = Math.max(SHORTEST_NANOS, cost / share);
        interval = (long) Math.min(LONGEST_NANOS, stretch * alone);
        maxLead = (long) (MAX_LEAD * interval / stretch);
        due += interval;
    }

    /** From the start of the last fan-out to the next one under churn, in nanoseconds. */
    long interval() {
        return interval;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }
}

package dev.turnout.socket.publishing;

/**
 * When the next count may go out to one room. Pure: nanoseconds of any origin go in, a time comes out.
 *
 * <p><b>Under churn</b> a fan-out that kept an event loop busy for {@code c} is followed by the next one {@code c / share}
 * later at the earliest, start to start, within bounds: the room then takes {@code share} of the loop. {@code due} is that
 * time.
 *
 * <p><b>After churn</b> the last count should not wait until {@code due}, as everybody will keep looking at it. Once
 * nothing has changed for {@code quietFor}, it may go out early, at {@code quiet}. Being early by {@code d} is a debt: the
 * next {@code due} is counted from the old one and not from the early start, so over time the share holds. How much debt
 * may be taken follows from the chance that the quiet is only a pause in the churn. The wait beyond {@code quiet} is
 * chosen so that it grows with the debt already taken: let {@code debt} be what is owed before this fan-out, {@code
 * interval} the one under churn and {@code doubt = 4 * quietFor / interval}; the fan-out starts at {@code t} when the quiet
 * so far has lasted {@code doubt} times what is still owed at {@code t}:
 *
 * <pre>
 *   t - quiet = doubt * (debt - (t - quiet))        (waiting pays debt back)
 *   t = quiet + debt * doubt / (1 + doubt)
 * </pre>
 *
 * Never later than {@code due}, and never so early that more than {@code MOST_OWED} intervals are owed.
 *
 * <p>Example: a fan-out costs 100 ms of a loop, so {@code interval} = 300 ms, {@code quietFor} = 12.5 ms, {@code doubt} =
 * 1/6. Times in ms; the last change of the churn comes at 130:
 *
 * <pre>
 *      0  start, busy until 100; due = 300
 *    130  last change; quiet = 142.5; debt = max(0, 300 - 300 - 142.5) = 0, so t = 142.5: nothing is owed yet
 *  142.5  early start, busy until 242.5; due = 300 + 300 = 600, so 157.5 are owed from here on
 *    260  one more change; quiet = 272.5; debt = 600 - 300 - 272.5 = 27.5; t = 272.5 + 27.5 / 7 = 276.4
 *  276.4  early start; due = 900; the next one after a change at 400 starts at 412.5 + 187.5 / 7 = 439.3
 * </pre>
 *
 * <pre>
 *   IDLE ──start──▶ IN FLIGHT ──finish──▶ RESTING ──interval over, or quiet──▶ IDLE
 * </pre>
 */
final class Pace {

    /**
     * Time of an event loop that a single room's counts may take while it churns. The rest is for those who join, and the
     * less of a crowd's count is sent the sooner the crowd is in; the last count comes early anyway.
     */
    static final double SHARE = 1.0 / 3;

    static final long SHORTEST_NANOS = 100_000_000L;
    static final long LONGEST_NANOS = 2_000_000_000L;

    /**
     * So long without a change, and with the event loops free to tell of one, means that the churn is over; in a large
     * room an eighth of what its fan-out costs, if that is longer.
     */
    static final long QUIET_NANOS = 10_000_000L;

    private static final int QUIET_PART_OF_COST = 8;

    /** For each interval that is owed it must have been quiet so many times longer. */
    private static final double DOUBT = 4;

    /**
     * So many intervals may be owed: a crowd that stutters must not make its last count wait. Fewer when all rooms have to
     * wait longer, or what they owe together would come due together.
     */
    private static final int MOST_OWED = 4;

    /** What a send costs before anything has been measured. */
    private static final double FIRST_GUESS_NANOS = 6_000;

    /** In smaller rooms the fixed part of a fan-out would be taken for the price of a send. */
    private static final int TELLING_SIZE = 100;

    private boolean inFlight;
    private boolean begun;
    private long finishedAt;
    private long due;
    private long interval;
    private long mostOwed;
    private double cost;
    private double nanosPerSend = FIRST_GUESS_NANOS;

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
        long owed = Math.max(0, due - interval - quiet);
        double doubt = DOUBT * quietFor / interval;
        long certain = quiet + (long) (owed * doubt / (1 + doubt));
        return earlier(due, later(certain, due - mostOwed));
    }

    void start(long now) {
        due = begun ? later(due, now) : now;
        begun = true;
        inFlight = true;
    }

    /**
     * @param sessions to whom it went
     * @param busyNanos for how long it kept each event loop busy
     * @param recipients to whom the next one will go, as far as is known
     * @param stretch how many times longer than this room alone would have to wait, 1 or more
     */
    void finish(long now, int sessions, long busyNanos, int recipients, double stretch) {
        inFlight = false;
        finishedAt = now;
        if (sessions > 0) {
            nanosPerSend = (nanosPerSend + (double) busyNanos / Math.max(sessions, TELLING_SIZE)) / 2;
        }
        cost = nanosPerSend * recipients;
        double alone = Math.max(SHORTEST_NANOS, cost / SHARE);
        interval = (long) Math.min(LONGEST_NANOS, stretch * alone);
        mostOwed = (long) (MOST_OWED * interval / stretch);
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

package dev.turnout.bench.load;

/**
 * How a load is laid out.
 *
 * @param processes as many as the limit of open files requires
 * @param rooms over which the sessions are spread evenly
 */
public record Crowd(int processes, int rooms) {

    /** The layout for this many sessions, when a process can hold so many of them. */
    public static Crowd of(int sessions, int perProcess, int rooms) {
        return new Crowd(Math.max(1, (sessions + perProcess - 1) / perProcess), rooms);
    }
}

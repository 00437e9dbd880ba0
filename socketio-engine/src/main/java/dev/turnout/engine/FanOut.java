package dev.turnout.engine;

/**
 * What a broadcast cost.
 *
 * @param sessions the members it was handed to
 * @param busyNanos nanoseconds of event loop time, all loops added up
 */
public record FanOut(int sessions, long busyNanos) {

    public static final FanOut NONE = new FanOut(0, 0);

    public FanOut plus(FanOut other) {
        return new FanOut(sessions + other.sessions, busyNanos + other.busyNanos);
    }
}

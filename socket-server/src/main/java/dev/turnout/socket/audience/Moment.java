package dev.turnout.socket.audience;

/**
 * The time of one event on two clocks. What is reported of time uses the wall clock; how long something lasts is measured
 * on the monotonic clock, which cannot be set.
 *
 * @param wallMillis milliseconds since the epoch
 * @param monotonicMillis milliseconds of a clock of any origin that never jumps
 */
public record Moment(long wallMillis, long monotonicMillis) {

    /** The wall-clock time of another monotonic time, on the wall clock as it is set at this moment. */
    long wallAt(long otherMonotonicMillis) {
        return wallMillis + otherMonotonicMillis - monotonicMillis;
    }
}

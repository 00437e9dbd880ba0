package dev.turnout.bench.load;

/**
 * How far one change came.
 *
 * @param watchers sessions of the lobby that watch the auction
 * @param seen those that were sent the new count
 * @param last when the last of them was, monotonic nanoseconds
 */
public record Probe(int watchers, int seen, long last) {}

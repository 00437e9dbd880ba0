package dev.turnout.bench.load;

import java.util.List;

/**
 * What the sessions know of the count.
 *
 * @param settled sessions that were last told the right one
 * @param settledAt when the last of these was first told it, monotonic nanoseconds
 * @param countFrames count frames received, all sessions
 */
public record Settled(int settled, long settledAt, long countFrames, int mostCountFrames, int leastCountFrames) {

    static Settled merge(List<Settled> parts) {
        return new Settled(
                parts.stream().mapToInt(Settled::settled).sum(),
                parts.stream().mapToLong(Settled::settledAt).max().orElse(0),
                parts.stream().mapToLong(Settled::countFrames).sum(),
                parts.stream().mapToInt(Settled::mostCountFrames).max().orElse(0),
                parts.stream().mapToInt(Settled::leastCountFrames).min().orElse(0));
    }
}

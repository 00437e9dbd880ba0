package dev.turnout.bench.load;

import java.util.List;

/**
 * How many sessions have received the right count.
 *
 * @param settled sessions whose last count is the right one
 * @param settledAt when the last of these first received it, monotonic nanoseconds
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

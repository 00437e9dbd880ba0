package dev.turnout.bench.load;

import java.util.List;

/**
 * How far the sessions got.
 *
 * @param started connections begun
 * @param joined sessions whose CONNECT was answered
 * @param failed sessions that ended before that
 * @param dropped joined sessions that the server ended
 * @param firstStart when the first connection was begun, monotonic nanoseconds
 * @param lastJoin when the last CONNECT was answered, same clock; 0 when none was
 * @param frames websocket text frames received
 * @param otherFrames frames that were neither a count, an event nor part of the handshake
 * @param firstFailure in words; empty when there was none
 */
public record Tally(
        int started,
        int joined,
        int failed,
        int dropped,
        long firstStart,
        long lastJoin,
        long frames,
        long otherFrames,
        String firstFailure) {

    static Tally merge(List<Tally> parts) {
        return new Tally(
                parts.stream().mapToInt(Tally::started).sum(),
                parts.stream().mapToInt(Tally::joined).sum(),
                parts.stream().mapToInt(Tally::failed).sum(),
                parts.stream().mapToInt(Tally::dropped).sum(),
                parts.stream().mapToLong(Tally::firstStart).min().orElse(0),
                parts.stream().mapToLong(Tally::lastJoin).max().orElse(0),
                parts.stream().mapToLong(Tally::frames).sum(),
                parts.stream().mapToLong(Tally::otherFrames).sum(),
                parts.stream()
                        .map(Tally::firstFailure)
                        .filter(text -> !text.isEmpty())
                        .findFirst()
                        .orElse(""));
    }

    /** Sessions that are in now. */
    public int live() {
        return joined - dropped;
    }
}

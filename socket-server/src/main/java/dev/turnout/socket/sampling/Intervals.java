package dev.turnout.socket.sampling;

import java.time.Duration;

/**
 * How often the count is read and how many readings make a snapshot. Both count from the epoch, so they fall on the
 * clock.
 *
 * @param sample between two samples, 5 s
 * @param snapshot between two snapshots, 60 s, a multiple of {@code sample}
 */
public record Intervals(Duration sample, Duration snapshot) {

    /** @throws IllegalArgumentException when the second is not a multiple of the first */
    public Intervals {
        if (sample.toMillis() < 1 || snapshot.toMillis() < 1 || snapshot.toMillis() % sample.toMillis() != 0) {
            throw new IllegalArgumentException(
                    snapshot.toMillis() + "ms is not a multiple of SAMPLE_INTERVAL " + sample.toMillis() + "ms");
        }
    }

    long sampleMillis() {
        return sample.toMillis();
    }

    long snapshotMillis() {
        return snapshot.toMillis();
    }

    /** Start of the minute that holds this moment. */
    long startOfMinute(long now) {
        return now - Math.floorMod(now, snapshotMillis());
    }

    /** The first sample that is not before this moment. */
    long firstSampleFrom(long now) {
        return now + Math.floorMod(-now, sampleMillis());
    }

    /** Index of the sample slot that holds this moment; of the last slot for the end of the minute. */
    long slotOf(long at, long startOfMinute) {
        return Math.min((at - startOfMinute) / sampleMillis(), slots() - 1);
    }

    /** Whether a bit mask has room for every slot of a minute. */
    boolean slotsFitAMask() {
        return slots() < Long.SIZE;
    }

    private long slots() {
        return snapshotMillis() / sampleMillis();
    }
}

package dev.turnout.socket.sampling;

/** Samples, extremes and the integral of one auction's count in one minute. Times in milliseconds since the epoch. */
final class MinuteStatistics {

    private final long start;

    private int samples;
    private long sampleSum;
    private int samplePeak;
    private int sampleMin;
    private int last;
    private long slots;

    private int exactPeak;
    private long exactPeakAt;
    private int exactMin;
    private long viewerMillis;
    private long observedMillis;

    /** A minute that is observed from {@code from} on, with a count of {@code count} at first. */
    MinuteStatistics(long start, long from, int count) {
        this.start = start;
        this.exactPeak = count;
        this.exactPeakAt = from;
        this.exactMin = count;
    }

    /** @param slot index of the sample in a whole minute */
    void sample(int count, long slot) {
        samplePeak = samples == 0 ? count : Math.max(samplePeak, count);
        sampleMin = samples == 0 ? count : Math.min(sampleMin, count);
        sampleSum += count;
        last = count;
        slots |= 1L << slot;
        samples++;
    }

    /** The count at which observation ends between two samples. */
    void end(int count) {
        samplePeak = Math.max(samplePeak, count);
        sampleMin = Math.min(sampleMin, count);
        last = count;
    }

    void reach(int count, long at) {
        if (count > exactPeak) {
            exactPeak = count;
            exactPeakAt = at;
        }
        exactMin = Math.min(exactMin, count);
    }

    void hold(int count, long millis) {
        viewerMillis += count * millis;
        observedMillis += millis;
    }

    long start() {
        return start;
    }

    int samples() {
        return samples;
    }

    /** Bit mask of the slots of the samples; meaningless with more than 63 slots in a minute. */
    long slots() {
        return slots;
    }

    int last() {
        return last;
    }

    /** The mean of the samples, halves rounded up. */
    int average() {
        return (int) ((2 * sampleSum + samples) / (2L * samples));
    }

    int samplePeak() {
        return samplePeak;
    }

    int sampleMin() {
        return sampleMin;
    }

    int exactPeak() {
        return exactPeak;
    }

    long exactPeakAt() {
        return exactPeakAt;
    }

    int exactMin() {
        return exactMin;
    }

    double viewerSeconds() {
        return viewerMillis / 1000.0;
    }

    /** The time that was observed; at least the resolution of the clock, since a snapshot observes something. */
    double observedSeconds() {
        return Math.max(1, observedMillis) / 1000.0;
    }
}

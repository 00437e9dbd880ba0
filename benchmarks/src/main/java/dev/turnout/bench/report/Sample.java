package dev.turnout.bench.report;

import java.util.List;

/** Figures of the same kind. */
public final class Sample {

    private final double[] sorted;

    public Sample(List<Double> figures) {
        this.sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** The middle one, or the mean of the two in the middle; not of an empty sample. */
    public double median() {
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** The smallest figure that is not below this many percent of all (nearest rank); not of an empty sample. */
    public double percentile(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    public double least() {
        return sorted[0];
    }

    public double most() {
        return sorted[sorted.length - 1];
    }
}

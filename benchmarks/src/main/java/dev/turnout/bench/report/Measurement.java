package dev.turnout.bench.report;

import java.util.List;
import java.util.Map;

/**
 * What one peer did in one round.
 *
 * @param complete false when it was stopped before it was done: its figures are then lower bounds
 * @param remarks what a reader of the figures has to take into account
 */
public record Measurement(Map<String, Double> figures, boolean complete, List<String> remarks) {

    public Measurement {
        figures = Map.copyOf(figures);
        remarks = List.copyOf(remarks);
    }
}

package dev.turnout.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rounds of one scenario gave, peer by peer in the order of their first turn. Not for several threads. */
public final class Standing {

    private final String scenario;
    private final String description;
    private final List<Column> columns;
    private final Map<String, List<Measurement>> measurements = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    public Standing(String scenario, String description, List<Column> columns) {
        this.scenario = scenario;
        this.description = description;
        this.columns = columns;
    }

    public void add(String peer, Measurement measurement) {
        measurements.computeIfAbsent(peer, name -> new ArrayList<>()).add(measurement);
    }

    /** The peer gave no figures in a round. */
    public void fail(String peer, String why) {
        failures.put(peer, why);
    }

    public String scenario() {
        return scenario;
    }

    public String description() {
        return description;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The rounds of each peer that gave figures. */
    public Map<String, List<Measurement>> measurements() {
        return measurements;
    }

    /** Why a peer has fewer figures than there were rounds. */
    public Map<String, String> failures() {
        return failures;
    }

    /** One figure of a peer over its rounds; empty where no round gave it. */
    Sample sample(String peer, String key) {
        return new Sample(measurements.getOrDefault(peer, List.of()).stream()
                .map(measurement -> measurement.figures().get(key))
                .filter(figure -> figure != null)
                .toList());
    }
}

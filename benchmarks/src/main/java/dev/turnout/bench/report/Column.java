package dev.turnout.bench.report;

/**
 * A column of a scenario's table.
 *
 * @param key of the figure in {@link Measurement#figures}
 * @param title with its unit
 * @param againstFloor whether the ratio to the floor stands beside it
 */
public record Column(String key, String title, int decimals, boolean againstFloor) {}

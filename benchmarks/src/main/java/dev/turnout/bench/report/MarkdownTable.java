package dev.turnout.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link Standing} as a table: medians, their spread in brackets, and how many times the floor that is. */
public final class MarkdownTable {

    private static final String FLOOR = "floor";
    private static final String NOTHING = "–";

    private final Standing standing;

    public MarkdownTable(Standing standing) {
        this.standing = standing;
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("### " + standing.scenario());
        lines.add("");
        lines.add(standing.description());
        lines.add("");
        lines.add(row("peer", titles()));
        lines.add(row("---", titles().stream().map(title -> "---:").toList()));
        standing.measurements().keySet().forEach(peer -> lines.add(row(peer, cells(peer))));
        lines.addAll(remarks());
        return String.join("\n", lines) + "\n";
    }

    private List<String> titles() {
        List<String> titles = new ArrayList<>();
        for (Column column : standing.columns()) {
            titles.add(column.title());
            if (column.againstFloor()) {
                titles.add("× floor");
            }
        }
        return titles;
    }

    private List<String> cells(String peer) {
        List<String> cells = new ArrayList<>();
        for (Column column : standing.columns()) {
            Sample sample = standing.sample(peer, column.key());
            cells.add(sample.isEmpty() ? NOTHING : figure(peer, sample, column.decimals()));
            if (column.againstFloor()) {
                cells.add(ratio(peer, sample, standing.sample(FLOOR, column.key())));
            }
        }
        return cells;
    }

    private String figure(String peer, Sample sample, int decimals) {
        String median = bound(peer) + number(sample.median(), decimals);
        String least = number(sample.least(), decimals);
        String most = number(sample.most(), decimals);
        return least.equals(most) ? median : "%s (%s–%s)".formatted(median, least, most);
    }

    private String ratio(String peer, Sample sample, Sample floor) {
        boolean known = !sample.isEmpty() && !floor.isEmpty() && floor.median() > 0;
        return known ? bound(peer) + number(sample.median() / floor.median(), 2) : NOTHING;
    }

    /** Figures of a peer that was stopped before it was done are lower bounds. */
    private String bound(String peer) {
        List<Measurement> rounds = standing.measurements().getOrDefault(peer, List.of());
        return rounds.stream().allMatch(Measurement::complete) ? "" : "> ";
    }

    private List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        standing.measurements()
                .forEach((peer, rounds) -> rounds.stream()
                        .flatMap(round -> round.remarks().stream())
                        .distinct()
                        .forEach(remark -> remarks.add("- %s: %s".formatted(peer, remark))));
        for (Map.Entry<String, String> failure : standing.failures().entrySet()) {
            remarks.add("- %s: no figures: %s".formatted(failure.getKey(), failure.getValue()));
        }
        if (!remarks.isEmpty()) {
            remarks.add(0, "");
        }
        return remarks;
    }

    private static String row(String first, List<String> rest) {
        List<String> cells = new ArrayList<>(List.of(first));
        cells.addAll(rest);
        return PrintedTable.line(cells);
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}

package dev.turnout.bench.report;

import java.io.PrintStream;
import java.util.Collections;
import java.util.List;

/** A Markdown table on standard output. Each row is printed at once, the first one after the titles. */
public final class PrintedTable {

    private final PrintStream out;
    private final List<String> titles;
    private boolean begun;

    public PrintedTable(String... titles) {
        this(System.out, titles);
    }

    PrintedTable(PrintStream out, String... titles) {
        this.out = out;
        this.titles = List.of(titles);
    }

    public void row(String... cells) {
        if (!begun) {
            begun = true;
            out.println(line(titles));
            out.println(line(Collections.nCopies(titles.size(), "---")));
        }
        out.println(line(List.of(cells)));
    }

    /** A row of any Markdown table. */
    static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }
}

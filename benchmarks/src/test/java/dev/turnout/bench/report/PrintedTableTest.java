package dev.turnout.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrintedTableTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintedTable table =
            new PrintedTable(new PrintStream(printed, true, StandardCharsets.UTF_8), "measured", "result");

    @Test
    void theTitlesComeWithTheFirstRowAndEachRowAtOnce() {
        assertThat(lines()).isEmpty();

        table.row("time", "5 µs");
        assertThat(lines()).containsExactly("| measured | result |", "| --- | --- |", "| time | 5 µs |");

        table.row("bytes", "7");
        assertThat(lines()).hasSize(4).endsWith("| bytes | 7 |");
    }

    private List<String> lines() {
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}

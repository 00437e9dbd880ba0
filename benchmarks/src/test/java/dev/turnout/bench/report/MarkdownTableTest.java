package dev.turnout.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTableTest {

    private final Standing standing = new Standing(
            "storm",
            "Everybody at once.",
            List.of(new Column("cpu", "CPU, s", 2, true), new Column("frames", "frames", 0, false)));

    @Test
    void showsMediansTheirSpreadAndHowManyTimesTheFloorThatIs() {
        add("floor", 1.0, 10);
        add("floor", 1.2, 10);
        add("floor", 0.9, 10);
        add("other", 2.5, 20);
        add("other", 2.0, 30);
        add("other", 2.6, 40);

        assertThat(lines())
                .contains(
                        "| peer | CPU, s | × floor | frames |",
                        "| floor | 1.00 (0.90–1.20) | 1.00 | 10 |",
                        "| other | 2.50 (2.00–2.60) | 2.50 | 30 (20–40) |");
    }

    @Test
    void whatWasStoppedBeforeItWasDoneIsALowerBoundAndGivesTheReason() {
        add("floor", 1.0, 10);
        standing.add("stuck", new Measurement(Map.of("cpu", 60.0), false, List.of("not done after 60 s")));

        assertThat(lines()).contains("| stuck | > 60.00 | > 60.00 | – |", "- stuck: not done after 60 s");
    }

    @Test
    void aServerWithoutFiguresIsNamedWithTheReason() {
        standing.fail("absent", "not here");

        assertThat(lines()).contains("- absent: no figures: not here");
    }

    @Test
    void withoutTheFloorThereAreNoRatios() {
        add("other", 2.0, 20);

        assertThat(lines()).contains("| other | 2.00 | – | 20 |");
    }

    private void add(String peer, double cpu, double frames) {
        standing.add(peer, new Measurement(Map.of("cpu", cpu, "frames", frames), true, List.of()));
    }

    private List<String> lines() {
        return new MarkdownTable(standing).toString().lines().toList();
    }
}

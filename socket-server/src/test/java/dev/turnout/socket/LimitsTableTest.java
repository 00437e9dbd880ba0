package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Refusal;
import dev.turnout.socket.gateway.HttpSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of {@code docs/PROTOCOL.md}, the shipped settings, the enums and {@code /metrics} say the same. */
class LimitsTableTest {

    private static final Path PROTOCOL = Path.of("..", "docs", "PROTOCOL.md");
    private static final Path SHIPPED = Path.of("..", "config", "socket-server.env");
    private static final String CLOSED = "turnout_engine_closed_total";
    private static final String REFUSED = "turnout_engine_refused_total";

    @TempDir
    Path directory;

    private record Limit(String limit, String byDefault, String setting, String reason, String metric) {

        static Limit of(List<String> cells) {
            return new Limit(
                    cells.get(0), cells.get(1), cells.get(2).replace("`", ""), cells.get(3), unquoted(cells.get(4)));
        }

        private static String unquoted(String cell) {
            return cell.replace("`", "");
        }
    }

    /** The rows of the table under a heading, without its head. */
    private static List<List<String>> table(String heading) throws IOException {
        String text = Files.readString(PROTOCOL);
        int start = text.indexOf("\n## " + heading + "\n");
        assertThat(start).as(heading).isPositive();
        int end = text.indexOf("\n## ", start + 1);
        return (end < 0 ? text.substring(start) : text.substring(start, end))
                .lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(LimitsTableTest::cells)
                .toList();
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static List<Limit> limits() throws IOException {
        return table("Limits").stream().map(Limit::of).toList();
    }

    private static Stream<String> reasons(String heading) throws IOException {
        return table(heading).stream().flatMap(row -> Stream.of(row.get(0).split(", ", -1)));
    }

    private static Map<String, String> shipped(Stream<String> lines) {
        Map<String, String> settings = new TreeMap<>();
        lines.filter(line -> line.matches("[A-Z_]+=.*")).forEach(line -> {
            String[] parts = line.split("=", 2);
            settings.put(parts[0], parts[1]);
        });
        return settings;
    }

    @Test
    void everyLimitHasItsDefaultInTheShippedSettings() throws IOException {
        Map<String, String> shipped = shipped(Files.readAllLines(SHIPPED).stream());
        assertThat(limits())
                .hasSizeGreaterThan(12)
                .allSatisfy(limit ->
                        assertThat(shipped).as(limit.limit()).containsEntry(limit.setting(), limit.byDefault()));
    }

    @Test
    void everySettingThatIsALimitHasItsRow() throws IOException {
        String[] sections = Files.readString(SHIPPED).split("# --- Limits", 2);
        assertThat(shipped(sections[1].lines()).keySet())
                .filteredOn(setting -> !setting.startsWith("RECOVERY_")) // close nobody
                .isSubsetOf(limits().stream().map(Limit::setting).toList());
    }

    @Test
    void everyLimitsReasonIsCountedWhereItSays() throws IOException {
        Map<String, List<String>> reasons = Map.of(
                CLOSED,
                texts(CloseReason.values(), CloseReason::text),
                REFUSED,
                texts(Refusal.values(), Refusal::text),
                "turnout_admission_refused_total",
                List.of("new rooms per minute", "max rooms", "requests per second"),
                "turnout_lobby_refused_total",
                List.of("watches"),
                "turnout_http_refused_total",
                texts(HttpSessions.Refusal.values(), HttpSessions.Refusal::text));
        assertThat(limits())
                .allSatisfy(limit -> assertThat(reasons.get(limit.metric()))
                        .as(limit.limit())
                        .contains(limit.reason()));
    }

    private static <E> List<String> texts(E[] values, Function<E, String> text) {
        return Arrays.stream(values).map(text).toList();
    }

    @Test
    void everyReasonIsExplained() throws IOException {
        assertThat(reasons("Close reasons"))
                .containsExactlyInAnyOrderElementsOf(texts(CloseReason.values(), CloseReason::text));
        assertThat(reasons("Refusals")).containsExactlyInAnyOrderElementsOf(texts(Refusal.values(), Refusal::text));
    }

    @Test
    void everyReasonIsAMetric() throws Exception {
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, Map.of())) {
            String metrics = server.request("GET", "/metrics", "").body();
            for (Limit limit : limits()) {
                assertThat(metrics).contains(line(limit.metric(), limit.reason()));
            }
            reasons("Close reasons").forEach(reason -> assertThat(metrics).contains(line(CLOSED, reason)));
            reasons("Refusals").forEach(reason -> assertThat(metrics).contains(line(REFUSED, reason)));
        }
    }

    private static String line(String metric, String reason) {
        return "\n" + metric + "{reason=\"" + reason + "\"} ";
    }
}

package dev.turnout.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetersTest {

    private static final Pattern TYPE = Pattern.compile("# TYPE (turnout_\\w+) .*");
    private static final Pattern HELP = Pattern.compile("# HELP (turnout_\\w+) (\\S+( \\S+)+)");

    @Test
    void everyMetricOfTheServerHasADescription(@TempDir Path directory) throws Exception {
        try (LiveServer server = LiveServer.start(EngineChoice.TURNOUT, directory, Map.of())) {
            List<String> page =
                    server.request("GET", "/metrics", "").body().lines().toList();
            Map<String, String> described = page.stream()
                    .map(HELP::matcher)
                    .filter(Matcher::matches)
                    .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
            List<String> names = page.stream()
                    .map(TYPE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .toList();
            assertThat(names).hasSizeGreaterThan(40);
            assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(names);
        }
    }
}

package dev.turnout.engine.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Java code in the README is that of the examples, which the tests compile and run. */
class ReadmeTest {

    private static final Path EXAMPLES = Path.of("src/test/java/dev/turnout/engine/examples");
    private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MARKED = Pattern.compile("// README\n(.*?\n) *// end\n", Pattern.DOTALL);

    @Test
    void everyBlockIsTheMarkedPartOfAnExampleAndEveryExampleIsShown() throws IOException {
        List<String> shown = parts(BLOCK, Files.readString(Path.of("README.md")));
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            List<String> marked = files.filter(file -> file.toString().endsWith("Example.java"))
                    .flatMap(file -> parts(MARKED, read(file)).stream())
                    .toList();
            assertThat(marked).hasSize(8);
            assertThat(shown).containsExactlyInAnyOrderElementsOf(marked);
        }
    }

    @Test
    void theFirstExampleHasTenLines() throws IOException {
        assertThat(parts(BLOCK, Files.readString(Path.of("README.md"))).get(0).lines())
                .hasSizeLessThanOrEqualTo(10);
    }

    private static List<String> parts(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1).stripTrailing().stripIndent())
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

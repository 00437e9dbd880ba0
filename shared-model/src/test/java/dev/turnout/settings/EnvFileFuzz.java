package dev.turnout.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** A settings file: each line is a value or a problem, and a value in quotes is read as it is. */
public final class EnvFileFuzz {

    private EnvFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        EnvFile file = EnvFile.parse(new String(input, StandardCharsets.UTF_8));
        file.values().forEach((name, value) -> {
            assertThat(name).matches("[A-Za-z_][A-Za-z0-9_]*");
            if (value.indexOf('"') < 0) {
                EnvFile again = EnvFile.parse(name + "=\"" + value + "\" # a comment");
                assertThat(again.values()).containsEntry(name, value);
                assertThat(again.problems()).isEmpty();
            }
        });
    }

    public static Stream<byte[]> seeds() {
        return Stream.of(
                        "A=b\nexport C = d # e\n# F=g\n",
                        "PASSWORD=pass#word",
                        "A='x # y'\nA=\"z\"\n",
                        "A=\"open\nB='\n",
                        "no assignment",
                        "A=\r\nB==\u2028C=1")
                .map(seed -> seed.getBytes(StandardCharsets.UTF_8));
    }
}

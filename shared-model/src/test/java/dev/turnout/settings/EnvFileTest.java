package dev.turnout.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=b|b",
                "  A = b  |b",
                "export A=b|b",
                "A=|``",
                "A=pass#word|pass#word",
                "A=#start|``",
                "A=pass # a comment|pass",
                "A=pass #word|pass",
                "A='pass #word'|pass #word",
                "A=\"pass #word\" # a comment|pass #word",
                "A=\"it's\"|it's",
                "A=a=b|a=b",
                "A=$HOME\\n|$HOME\\n",
                "A=b\"c\"|b\"c\"",
            })
    void aLineGivesItsValue(String line, String value) {
        assertThat(EnvFile.parse(line).values()).containsEntry("A", value);
        assertThat(EnvFile.parse(line).problems()).isEmpty();
        assertThat(EnvFile.parse(line).warnings()).isEmpty();
    }

    @Test
    void blankLinesAndCommentsAreIgnored() {
        EnvFile file = EnvFile.parse("\n# A=1\n   \r\n  # comment\r\nA=2\r\n");

        assertThat(file.values()).containsOnlyKeys("A").containsEntry("A", "2");
        assertThat(file.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "A B=c", "1A=b", "=b", "export", "A-B=c"})
    void aLineThatIsNoAssignmentIsAProblemWithItsNumber(String line) {
        assertThat(EnvFile.parse("OK=1\n" + line).problems()).containsExactly("line 2 of the file is not NAME=value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=\"b", "A='b", "A=\"b'", "A=\"secret\"x"})
    void aQuoteThatIsNotClosedIsAProblemWithoutTheValue(String line) {
        assertThat(EnvFile.parse(line).problems())
                .containsExactly("A has a quote that is not closed (line 1 of the file)");
    }

    @Test
    void aNameThatIsSetTwiceIsAWarningAndTheLastValueIsUsed() {
        EnvFile file = EnvFile.parse("A=1\nB=2\nA=3\n");

        assertThat(file.values()).containsEntry("A", "3");
        assertThat(file.warnings())
                .containsExactly("A is set twice in the file, on lines 1 and 3; the last one is used");
    }

    @Test
    void aByteOrderMarkIsIgnoredAndOtherEncodingsAreRefused(@TempDir Path folder) throws IOException {
        Path marked = Files.writeString(folder.resolve("marked.env"), "\uFEFFA=ü");
        Path latin = Files.write(folder.resolve("latin.env"), new byte[] {'A', '=', (byte) 0xFC});

        assertThat(EnvFile.read(marked).values()).containsEntry("A", "ü");
        assertThat(EnvFile.read(latin).problems()).singleElement().asString().contains("is not UTF-8");
        assertThat(EnvFile.read(folder).problems()).singleElement().asString().startsWith("--config cannot read");
    }
}

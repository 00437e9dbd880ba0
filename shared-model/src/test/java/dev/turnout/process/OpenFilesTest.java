package dev.turnout.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenFilesTest {

    @Test
    void aLimitThatSufficesIsNoWarning() {
        assertThat(OpenFiles.warning(100_500, 100_000)).isEmpty();
        assertThat(OpenFiles.warning(10_500, 0)).isEmpty();
    }

    @Test
    void aLimitThatIsTooLowNamesTheCommand() {
        assertThat(OpenFiles.warning(100_499, 100_000))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("may open 100499 files", "100000 connections (MAX_CONNECTIONS)")
                        .contains("ulimit -n 100500", "LimitNOFILE=100500", "nofile=100500:100500"));
        assertThat(OpenFiles.warning(4_096, 0))
                .hasValueSatisfying(text -> assertThat(text).contains("MAX_CONNECTIONS is 0", "ulimit -n 10500"));
    }

    @Test
    void theLimitOfThisProcessIsKnownOnUnix() {
        assertThat(OpenFiles.limit().orElse(-1)).isPositive();
    }
}

package dev.turnout.bench.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcFilesTest {

    private static final String AFTER_THE_NAME =
            " S 1 4242 4242 0 -1 4194560 20123 0 12 0 137 63 9 8 20 0 27 0 365000 4500000000 30000 18446744073709551615\n";

    @Test
    void addsTheTimeInTheProgramToThatInTheKernelAndLeavesOutTheChildren() {
        assertThat(ProcFiles.cpu("4242 (java)" + AFTER_THE_NAME)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void isNotMisledByAProgramsName() {
        assertThat(ProcFiles.cpu("4242 (a b) R 1 (c)" + AFTER_THE_NAME)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsItsOwnProcess() throws IOException {
        long self = ProcessHandle.current().pid();

        assertThat(ProcFiles.cpu(self)).isPositive();
        assertThat(ProcFiles.residentBytes(self)).isGreaterThan(10_000_000);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsFilesOfSysctlToTheirEnd() throws IOException {
        assertThat(ProcFiles.read("/proc/sys/net/ipv4/tcp_mem").strip().split("\\s+", -1))
                .hasSize(3);
    }

    @Test
    void takesResidentMemoryAndNotItsParts() {
        String rollup = """
                55e0c8a00000-7ffd6a9fe000 ---p 00000000 00:00 0                          [rollup]
                Rss:              123456 kB
                Pss:              120000 kB
                Pss_Anon:         100000 kB
                """;

        assertThat(ProcFiles.residentBytes(rollup)).isEqualTo(123_456L * 1024);
    }

    @Test
    void saysWhichLineIsMissing() {
        assertThatThrownBy(() -> ProcFiles.residentBytes("Pss: 1 kB\n")).hasMessageContaining("Rss:");
    }
}

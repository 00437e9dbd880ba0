package dev.turnout.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KernelLimitsTest {

    private static final long GB = 1L << 30;

    private static final KernelLimits AMPLE =
            new KernelLimits(2_000_000, 2_000_000, 5_000_000, 28_232, 2_000_000, 4_096, Long.MAX_VALUE, 64 * GB);

    @Test
    void nothingIsInTheWayOfAMillionOnAMachineSetUpForIt() {
        assertThat(AMPLE.inTheWayOf(1_000_000)).isEmpty();
        assertThat(AMPLE.slowingDown(1_000_000, 1_000)).isEmpty();
    }

    @Test
    void everyLimitThatIsTooLowIsNamedWithWhatToDo() {
        KernelLimits scanty = new KernelLimits(1_024, 1_000_000, 100_000, 1_000, 1_000, 128, 65_536, GB);

        assertThat(scanty.inTheWayOf(1_000_000))
                .satisfiesExactly(
                        text -> assertThat(text).contains("sysctl -w fs.nr_open=1000250"),
                        text -> assertThat(text).contains("ulimit -n 1000250"),
                        text -> assertThat(text).contains("sysctl -w fs.file-max="),
                        text -> assertThat(text).contains("ip_local_port_range"),
                        text -> assertThat(text).contains("nf_conntrack_max"),
                        text -> assertThat(text).contains("memory"));
        assertThat(scanty.slowingDown(1_000_000, 1_000))
                .satisfiesExactly(
                        text -> assertThat(text).contains("somaxconn"),
                        text -> assertThat(text).contains("tcp_mem"));
    }

    @Test
    void filesAreNeededBesideThoseOfTheSessions() {
        KernelLimits files = new KernelLimits(20_000, 1_048_576, 2_000_000, 28_232, 500_000, 4_096, Long.MAX_VALUE, GB);

        assertThat(files.inTheWayOf(19_750)).isEmpty();
        assertThat(files.inTheWayOf(19_751)).singleElement().asString().contains("ulimit -n");
        assertThat(files.sessionsPerLoadProcess()).isEqualTo(19_750);
    }

    @Test
    void takesTheHardLimitOfOpenFiles() {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max processes             95788                95788                processes
                Max open files            1024                 20000                files
                """;

        assertThat(KernelLimits.hardOpenFiles(limits)).isEqualTo(20_000);
        assertThat(KernelLimits.hardOpenFiles(limits.replace("20000", "unlimited")))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void readsThisMachine() throws IOException {
        KernelLimits here = KernelLimits.read();

        assertThat(here.inTheWayOf(1)).isEmpty();
        assertThat(here.inTheWayOf(Integer.MAX_VALUE)).isNotEmpty();
    }
}

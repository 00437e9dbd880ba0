package dev.turnout.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmTest {

    @Test
    void addsUpWhatIsUsedAndNotWhatIsReserved() {
        String serial = """
                 S0C    S1C    S0U    S1U      EC       EU        OC         OU       MC     MU    CCSC   CCSU   YGC     YGCT    FGC    FGCT    CGC    CGCT     GCT
                512.0  512.0   0.5    1.5    4480.0   100.0    10944.0    2000.0   4864.0 4602.3 512.0  409.1      0    0.000   1      0.002   -          -    0.002
                """;

        assertThat(Jvm.usedHeapBytes(serial)).isEqualTo(2_102L * 1024);
    }

    @Test
    void copesWithColumnsThatACollectorDoesNotHave() {
        assertThat(Jvm.usedHeapBytes("S0U S1U EU OU MU\n - - - 64.0 9.0\n")).isEqualTo(64L * 1024);
    }

    @Test
    void readsAJvm() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");

        assertThat(new Jvm(java, ProcessHandle.current().pid()).usedHeapBytes()).isGreaterThan(100_000);
    }
}

package dev.turnout.engine.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

class LeakReportsTest {

    @Test
    void theBuildLetsTheDetectorWatchEveryBuffer() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void theBuildLetsTheAllocatorKeepNoReserves() {
        assertThat(ByteBufAllocator.DEFAULT).isInstanceOf(UnpooledByteBufAllocator.class);
    }

    @Test
    void aForgottenBufferIsReportedOnce() {
        LeakReports reports = new LeakReports();
        reports.begin();
        reports.collect();

        forget();

        assertThat(reports.collect()).hasSize(1).first().asString().contains("ByteBuf.release() was not called");
        assertThat(reports.collect()).isEmpty();
        NoLeaks.forgive();
    }

    private static void forget() {
        ByteBufAllocator.DEFAULT.buffer(64);
    }
}

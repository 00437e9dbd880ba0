package dev.turnout.backend.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100, 150, TrustedProxies.NONE);

    private MemoryBudget.Share of(String client) {
        return budget.of(new InetSocketAddress(client, 4711));
    }

    @Test
    void aNetworkAndAllTogetherAreLimited() {
        MemoryBudget.Share first = of("192.0.2.1");
        assertThat(first.grow(60)).isTrue();
        assertThat(of("192.0.2.1").grow(41)).isFalse();
        assertThat(of("192.0.2.2").grow(91)).isFalse();
        assertThat(first.resize(100)).isTrue();
        assertThat(budget.total()).isEqualTo(100);
        assertThat(budget.refused()).isEqualTo(2);

        first.release();
        assertThat(budget.total()).isZero();
    }

    @Test
    void nothingIsHeldAfterTheRelease() {
        MemoryBudget.Share share = of("192.0.2.1");
        assertThat(share.grow(60)).isTrue();
        share.release();

        assertThat(share.grow(10)).isFalse();
        assertThat(share.resize(10)).isFalse();
        share.shrink(5);
        share.release();
        assertThat(budget.total()).isZero();
    }
}

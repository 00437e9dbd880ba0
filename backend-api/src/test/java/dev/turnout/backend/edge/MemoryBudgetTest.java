package dev.turnout.backend.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

    private final MemoryBudget budget = new MemoryBudget(100, 150, TrustedProxies.NONE);

    private MemoryBudget.Allocation of(String client) {
        return budget.of(new InetSocketAddress(client, 4711));
    }

    @Test
    void aNetworkAndAllTogetherAreLimited() {
        MemoryBudget.Allocation first = of("192.0.2.1");
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
        MemoryBudget.Allocation allocation = of("192.0.2.1");
        assertThat(allocation.grow(60)).isTrue();
        allocation.release();

        assertThat(allocation.grow(10)).isFalse();
        assertThat(allocation.resize(10)).isFalse();
        allocation.shrink(5);
        allocation.release();
        assertThat(budget.total()).isZero();
    }
}

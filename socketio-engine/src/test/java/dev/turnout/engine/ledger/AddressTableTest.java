package dev.turnout.engine.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.engine.loop.RateLimit;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AddressTableTest {

    private static final int OPEN = 0;
    private static final int RATE = 1;
    private static final RateLimit TEN_PER_SECOND = new RateLimit(10, 10);

    private final MockTicker ticker = Ticker.newMockTicker();
    private final AddressTable table = new AddressTable(1, 1, ticker);

    @Test
    void aCountNeverExceedsItsMaximumHoweverManyThreadsAddToIt() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger open = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            all.add(threads.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    if (table.add(7, OPEN, 1, 3)) {
                        most.accumulateAndGet(open.incrementAndGet(), Math::max);
                        open.decrementAndGet();
                        table.subtract(7, OPEN, 1);
                    }
                }
            }));
        }
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();
        assertThat(most.get()).isBetween(1, 3);
        assertThat(table.size()).as("rows").isZero();
    }

    @Test
    void anIpv6ClientIsItsNetworkAndAnIpv4ClientIsItself() {
        assertThat(row("2001:db8:1:2::1")).isEqualTo(row("2001:db8:1:2:ffff:ffff:ffff:ffff"));
        assertThat(row("2001:db8:1:2::1")).isNotEqualTo(row("2001:db8:1:3::1"));
        assertThat(row("192.0.2.1")).isNotEqualTo(row("192.0.2.2"));
    }

    private static long row(String address) {
        return AddressTable.rowOf(NetUtil.createInetAddressFromIpAddressString(address));
    }

    @Test
    void aRateAllowsItsBurstThenSoManyPerSecond() {
        assertThat(taken(1, 30)).isEqualTo(10);
        ticker.advance(500, TimeUnit.MILLISECONDS);
        assertThat(taken(1, 30)).isEqualTo(5);
        assertThat(taken(2, 30)).as("another address").isEqualTo(10);
    }

    private int taken(long address, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += table.take(address, RATE, TEN_PER_SECOND) ? 1 : 0;
        }
        return taken;
    }

    @Test
    void anAddressIsForgottenOnceItHoldsNothingAndItsRateHasRecovered() {
        table.add(1, OPEN, 1, 0);
        table.take(1, RATE, TEN_PER_SECOND);
        table.take(2, RATE, TEN_PER_SECOND);
        assertThat(table.size()).isEqualTo(2);

        ticker.advance(2, TimeUnit.SECONDS);
        table.forgetIdle();
        assertThat(table.size()).as("the open one stays").isEqualTo(1);
        table.subtract(1, OPEN, 1);
        assertThat(table.size()).isZero();
    }

    /** A client with a large IPv6 network changes its /64 with every request. */
    @Test
    void aHundredThousandAddressesInASecondDoNotStayInMemory() {
        for (int address = 0; address < 100_000; address++) {
            table.take(address, RATE, TEN_PER_SECOND);
            ticker.advance(100, TimeUnit.MICROSECONDS);
        }
        // a rate recovers within 100 ms, in which 1,000 addresses come
        assertThat(table.size()).isLessThan(3_000);
    }

    @Test
    void aRefusalLeavesNoRow() {
        assertThat(table.add(1, OPEN, 5, 4)).isFalse();
        assertThat(table.size()).isZero();
    }
}

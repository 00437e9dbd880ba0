package dev.turnout.engine.loop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    private long state;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -5 * SECOND, Long.MAX_VALUE - SECOND, Long.MIN_VALUE})
    void aBurstIsAllowedAtOnceAndThenTheRate(long start) {
        RateLimit limit = new RateLimit(20, 50);
        state = start;
        assertThat(allowed(limit, start, 100)).isEqualTo(50);
        assertThat(allowed(limit, start + SECOND, 100)).isEqualTo(20);
        assertThat(allowed(limit, start + SECOND + SECOND / 20 - 1, 100)).isZero();
        assertThat(allowed(limit, start + SECOND + SECOND / 20, 100)).isEqualTo(1);
    }

    @Test
    void aLongPauseSavesNoMoreThanABurst() {
        RateLimit limit = new RateLimit(20, 50);
        assertThat(allowed(limit, 3600 * SECOND, 100)).isEqualTo(50);
    }

    @Test
    void zeroIsNoLimit() {
        assertThat(allowed(new RateLimit(0, 0), 0, 100_000)).isEqualTo(100_000);
    }

    @Test
    void aBurstIsAtLeastOne() {
        assertThat(allowed(new RateLimit(1, 0), 0, 10)).isEqualTo(1);
    }

    private int allowed(RateLimit limit, long now, int asked) {
        int allowed = 0;
        for (int i = 0; i < asked; i++) {
            long next = limit.next(state, now);
            allowed += next == state ? 0 : 1;
            state = next;
        }
        return allowed;
    }
}

package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InstantTextTest {

    private static final long YEAR_10000 = 253_402_300_800L;

    @Test
    void itIsTheTextOfToString() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 20_000; i++) {
            long second = random.nextLong(0, YEAR_10000);
            assertSame(Instant.ofEpochSecond(second));
            assertSame(Instant.ofEpochSecond(second, random.nextInt(1_000) * 1_000_000L));
        }
    }

    @Test
    void itIsThatAlsoForInstantsThatAreNotUsual() {
        List.of(
                        Instant.EPOCH,
                        Instant.ofEpochSecond(-1),
                        Instant.ofEpochSecond(-1, 5_000_000),
                        Instant.ofEpochSecond(YEAR_10000 - 1, 999_000_000),
                        Instant.ofEpochSecond(YEAR_10000),
                        Instant.ofEpochSecond(1, 1),
                        Instant.ofEpochSecond(1, 1_000),
                        Instant.MIN,
                        Instant.MAX)
                .forEach(InstantTextTest::assertSame);
    }

    private static void assertSame(Instant instant) {
        assertThat(InstantText.of(instant)).isEqualTo(instant.toString());
    }
}

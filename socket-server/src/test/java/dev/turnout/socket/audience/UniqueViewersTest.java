package dev.turnout.socket.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class UniqueViewersTest {

    private final UniqueViewers unique = new UniqueViewers();
    private final SplittableRandom random = new SplittableRandom(42);

    @Test
    void countsTheFirstThousandsExactly() {
        for (int i = 0; i < 4096; i++) {
            long hash = random.nextLong();
            unique.add(hash);
            unique.add(hash);
            assertThat(unique.count()).isEqualTo(i + 1);
        }
    }

    @Test
    void estimatesBeyondThatWithinAFewPercent() {
        for (int i = 0; i < 100_000; i++) {
            unique.add(random.nextLong());
        }
        assertThat(unique.count()).isCloseTo(100_000, Percentage.withPercentage(7));
    }
}

package dev.turnout.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewerSketchTest {

    /** Three standard errors. */
    private static final Percentage CLOSE = Percentage.withPercentage(7);

    private final SplittableRandom random = new SplittableRandom(20251021);

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 5_000, 20_000, 300_000, 2_000_000})
    void estimatesHowManyDifferentThereWere(int viewers) {
        assertThat(sketchOf(viewers).estimate()).isCloseTo(viewers, CLOSE);
    }

    @Test
    void isRightAboutNobodyAndNearlyAboutAFew() {
        assertThat(new ViewerSketch().estimate()).isZero();
        assertThat(sketchOf(1).estimate()).isEqualTo(1);
        assertThat(sketchOf(10).estimate()).isBetween(9L, 11L);
    }

    @Test
    void theSameViewerAgainMakesNoDifference() {
        ViewerSketch sketch = sketchOf(500);
        String before = sketch.encode();
        for (int i = 0; i < 1_000; i++) {
            sketch.add(12345);
        }
        ViewerSketch once = ViewerSketch.decode(before);
        once.add(12345);
        assertThat(sketch).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 700, 100_000})
    void comesOutOfItsTextAsItWentIn(int viewers) {
        ViewerSketch sketch = sketchOf(viewers);
        String text = sketch.encode();

        assertThat(ViewerSketch.decode(text)).isEqualTo(sketch);
        assertThat(text.length()).isLessThanOrEqualTo(2052);
    }

    @Test
    void twoMinutesMergeIntoTheSketchOfBoth() {
        ViewerSketch both = new ViewerSketch();
        ViewerSketch first = new ViewerSketch();
        ViewerSketch second = new ViewerSketch();
        for (int i = 0; i < 30_000; i++) {
            long hash = random.nextLong();
            both.add(hash);
            (i < 20_000 ? first : second).add(hash);
            if (i < 10_000) {
                second.add(hash);
            }
        }
        first.merge(ViewerSketch.decode(second.encode()));

        assertThat(first).isEqualTo(both).hasSameHashCodeAs(both);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Aw==", "AQA=", "AgAAAA=="})
    void refusesWhatIsNoSketch(String text) {
        assertThatThrownBy(() -> ViewerSketch.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesRegistersThatCannotBe() {
        String beyond = Base64.getEncoder().encodeToString(new byte[] {1, 2, 0, 1});
        String tooHigh = Base64.getEncoder().encodeToString(new byte[] {1, 0, 0, 63});

        assertThatThrownBy(() -> ViewerSketch.decode(beyond)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ViewerSketch.decode(tooHigh)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1_023, 2_047})
    void eachRegisterOfAFullSketchHoldsTheHighestRankAtMost(int register) {
        assertThat(ViewerSketch.fromBytes(full(register, 54)).toBytes()).isEqualTo(full(register, 54));
        for (int rank : new int[] {55, 63}) {
            assertThatThrownBy(() -> ViewerSketch.fromBytes(full(register, rank)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Every register holds 1, but for one. */
    private static byte[] full(int register, int rank) {
        byte[] bytes = new byte[1 + 2_048 * 6 / 8];
        bytes[0] = 2;
        for (int i = 0; i < 2_048; i++) {
            int value = i == register ? rank : 1;
            for (int bit = 0; bit < 6; bit++) {
                int at = i * 6 + bit;
                bytes[1 + at / 8] |= (byte) ((value >> (5 - bit) & 1) << (7 - at % 8));
            }
        }
        return bytes;
    }

    private ViewerSketch sketchOf(int viewers) {
        ViewerSketch sketch = new ViewerSketch();
        for (int i = 0; i < viewers; i++) {
            sketch.add(random.nextLong());
        }
        return sketch;
    }
}

package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SortedLongsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void behavesAsASortedSet(long seed) {
        Random random = new Random(seed);
        SortedLongs numbers = new SortedLongs();
        TreeSet<Long> model = new TreeSet<>();
        for (int i = 0; i < 5_000; i++) {
            long number = random.nextInt(200);
            switch (random.nextInt(5)) {
                case 0, 1 -> {
                    numbers.add(number);
                    model.add(number);
                }
                case 2 -> {
                    numbers.remove(number);
                    model.remove(number);
                }
                case 3 -> {
                    long next = model.isEmpty() ? 0 : model.last() + 1;
                    numbers.add(next);
                    model.add(next);
                }
                default -> {
                    long end = number + random.nextInt(20);
                    numbers.removeRange(number, end);
                    model.subSet(number, end).clear();
                }
            }
            assertThat(numbers.size()).isEqualTo(model.size());
            assertThat(numbers.isEmpty()).isEqualTo(model.isEmpty());
            if (!model.isEmpty()) {
                assertThat(numbers.first()).isEqualTo(model.first());
            }
        }
        while (!model.isEmpty()) {
            assertThat(numbers.first()).isEqualTo(model.first());
            numbers.remove(numbers.first());
            model.pollFirst();
        }
    }

    @Test
    void takesManyAtTheFrontWithoutMovingThemAll() {
        SortedLongs numbers = new SortedLongs();
        for (long number = 1_000_000; number > 0; number--) {
            numbers.add(number);
        }
        assertThat(numbers.first()).isEqualTo(1);
        assertThat(numbers.size()).isEqualTo(1_000_000);
    }
}

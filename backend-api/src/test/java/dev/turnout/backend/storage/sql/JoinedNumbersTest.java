package dev.turnout.backend.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinedNumbersTest {

    @Test
    void numbersAreReadInOrder() {
        assertThat(read("0 7 2147483647 60 9223372036854775807"))
                .containsExactly(0L, 7L, 2_147_483_647L, 60L, 9_223_372_036_854_775_807L);
        assertThat(read("42")).containsExactly(42L);
        assertThat(read("")).isEmpty();
    }

    private static List<Long> read(String text) {
        List<Long> read = new ArrayList<>();
        JoinedNumbers numbers = new JoinedNumbers(text);
        while (numbers.hasNext()) {
            read.add(numbers.next());
        }
        return read;
    }
}

package dev.turnout.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code withX} changes its own limit and no other. */
class LimitsTest {

    static Stream<String> names() {
        return Arrays.stream(Limits.class.getRecordComponents()).map(RecordComponent::getName);
    }

    private static int read(Limits limits, String name) throws ReflectiveOperationException {
        return (int) Limits.class.getMethod(name).invoke(limits);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aLimitIsChangedAlone(String changed) throws ReflectiveOperationException {
        String wither = "with" + Character.toUpperCase(changed.charAt(0)) + changed.substring(1);
        Limits limits = (Limits) Limits.class.getMethod(wither, int.class).invoke(Limits.DEFAULTS, 4711);

        for (String name : names().toList()) {
            assertThat(read(limits, name))
                    .as(name)
                    .isEqualTo(name.equals(changed) ? 4711 : read(Limits.DEFAULTS, name));
        }
    }
}

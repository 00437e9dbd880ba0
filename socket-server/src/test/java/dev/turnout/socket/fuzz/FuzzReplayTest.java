package dev.turnout.socket.fuzz;

import dev.turnout.testkit.fuzz.FuzzTarget;
import dev.turnout.testkit.fuzz.Mutations;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The short form of {@code scripts/fuzz}: every seed, everything once found, and some thousand inputs made of them. */
class FuzzReplayTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.turnout.socket.fuzz.FuzzTargets#all")
    void everyInvariantHoldsForEverySeed(FuzzTarget target) {
        target.seeds().forEach(target::run);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dev.turnout.socket.fuzz.FuzzTargets#all")
    void soDoInputsMadeOfThem(FuzzTarget target) {
        Mutations.run(target);
    }
}

package dev.turnout.socket.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.simulation.Action.Kind;
import dev.turnout.socket.simulation.Simulation.Outcome;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A minute's worth of what {@code scripts/simulate} does for as long as one likes. */
class SimulationTest {

    private static final int RUNS = 60;

    private final SilentLogs logs = new SilentLogs();

    @AfterEach
    void logAgain() {
        logs.close();
    }

    static LongStream seeds() {
        return LongStream.range(0, 4).map(block -> 1 + block * RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverFailsThePromisesAreKept(long first) {
        for (long seed = first; seed < first + RUNS; seed++) {
            int nodes = 2 + (int) (seed % 4);
            assertKept(History.of(seed, nodes, 3));
        }
    }

    /** The shortest forms of what was found once. */
    static Stream<History> brokenOnce() {
        return Stream.of(
                new History(
                        87,
                        4,
                        3,
                        List.of(
                                Action.at(24.268, Kind.JOIN, 0, 0, 3),
                                Action.at(44.019, Kind.STOP, 1, 3.276, 0),
                                Action.at(69.123, Kind.REDIS_FLUSH, 0, 0, 0))),
                new History(
                        125,
                        4,
                        3,
                        List.of(
                                Action.at(5, Kind.STOP, 1, 0.901, 0),
                                Action.at(7.403, Kind.JOIN, 3, 0, 1),
                                Action.at(58.917, Kind.REDIS_KILL, 0, 16.291, 0),
                                Action.at(77.202, Kind.KILL, 3, 1.408, 0))),
                new History(
                        179,
                        4,
                        3,
                        List.of(
                                Action.at(47.760, Kind.JOIN, 2, 0, 1),
                                Action.at(77.560, Kind.STOP, 1, 3.395, 0),
                                Action.at(77.941, Kind.REDIS_FLUSH, 0, 0, 0))),
                new History(
                        300503,
                        5,
                        9,
                        List.of(
                                Action.at(170.227, Kind.PUBLISH, 1, 0, 1),
                                Action.at(406.112, Kind.JOIN, 0, 0, 8),
                                Action.at(417.310, Kind.STOP, 3, 2.703, 0),
                                Action.at(429.376, Kind.REDIS_KILL, 0, 3.77, 0),
                                Action.at(431.788, Kind.STOP, 4, 14.247, 0))),
                new History(
                        300196,
                        5,
                        9,
                        List.of(
                                Action.at(316.571, Kind.REDIS_PAUSE, 0, 13.076, 0),
                                Action.at(316.640, Kind.PUBLISH, 1, 0, 1),
                                Action.at(317.418, Kind.JOIN, 4, 0, 10),
                                Action.at(328.247, Kind.PUBLISH, 2, 0, 0),
                                Action.at(328.891, Kind.CUT_TO_REDIS, 0, 15.356, 0),
                                Action.at(330.095, Kind.MOVE, 0, 0, 10),
                                Action.at(331.280, Kind.PUBLISH, 0, 0, 1))),
                new History(
                        510000,
                        4,
                        3,
                        CountBy.VIEWERS,
                        List.of(
                                Action.at(20, Kind.JOIN, 0, 0, 0),
                                Action.at(22, Kind.JOIN, 1, 0, 2),
                                Action.at(40, Kind.MOVE, 1, 0, 0),
                                Action.at(60, Kind.MOVE, 2, 0, 2),
                                Action.at(80, Kind.MOVE, 2, 0, 0))),
                new History(
                        77000045,
                        8,
                        2,
                        CountBy.VIEWERS,
                        List.of(
                                Action.at(67.493, Kind.JOIN, 5, 0, 5),
                                Action.at(80.174, Kind.SILENCE_SUBSCRIPTION, 7, 0, 0),
                                Action.at(80.282, Kind.MOVE, 7, 0, 5))),
                new History(
                        20261996,
                        5,
                        2,
                        CountBy.SESSIONS,
                        List.of(Action.at(4.462, Kind.JOIN, 1, 0, 4), Action.at(5, Kind.STOP, 2, 13.618, 0))),
                new History(
                        810001603,
                        5,
                        3,
                        CountBy.SESSIONS,
                        List.of(
                                Action.at(121.568, Kind.REDIS_KILL, 0, 12.115, 0),
                                Action.at(127.984, Kind.JOIN, 4, 0, 8),
                                Action.at(128.784, Kind.KILL, 4, 1.563, 0),
                                Action.at(133.851, Kind.PUBLISH, 4, 0, 0),
                                Action.at(134.839, Kind.MOVE, 4, 0, 8))),
                new History(
                        35,
                        5,
                        1,
                        CountBy.SESSIONS,
                        List.of(
                                Action.at(20, Kind.JOIN, 3, 0, 7),
                                Action.at(30, Kind.PUBLISH, 1, 0, 1),
                                Action.at(40, Kind.PUBLISH, 1, 0, 1),
                                Action.at(40.001, Kind.REDIS_FAILOVER, 0, 0.7, -1900),
                                Action.at(41.2, Kind.MOVE, 0, 0, 7))));
    }

    @ParameterizedTest
    @MethodSource("brokenOnce")
    void whatWasFoundStaysRepaired(History history) {
        assertKept(history);
    }

    private static void assertKept(History history) {
        Outcome outcome = Simulation.run(history, Mutation.NONE);
        if (!outcome.isGood()) {
            History shrunk = Shrinker.shrink(history, Mutation.NONE);
            assertThat(outcome.verdict())
                    .as("seed %s:%n%s", history.seed(), shrunk.describe())
                    .isEmpty();
        }
    }

    @Test
    void theSameSeedIsTheSameHistoryAndTheSameOutcome() {
        History history = History.of(7, 4, 2);
        assertThat(History.of(7, 4, 2)).isEqualTo(history);
        assertThat(Simulation.run(history, Mutation.NONE)).isEqualTo(Simulation.run(history, Mutation.NONE));
    }
}

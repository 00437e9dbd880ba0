package dev.turnout.socket.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.simulation.Action.Kind;
import dev.turnout.socket.simulation.Judge.Violation;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds bugs: each of these is found by one of the first histories. */
class MutationTest {

    private static final int SEEDS = 200;

    private final SilentLogs logs = new SilentLogs();

    @AfterEach
    void logAgain() {
        logs.close();
    }

    /**
     * A node's newest messages are held back by the network while it is dropped and dies; later the backend is away when a
     * minute is posted, and all nodes are killed.
     */
    private static final History SCRIPT = new History(
            1,
            3,
            3,
            List.of(
                    Action.at(8, Kind.JOIN, 1, 0, 0),
                    Action.at(9, Kind.JOIN, 1, 0, 2),
                    Action.at(20, Kind.CUT_TO_REDIS, 1, 4.5, 0),
                    Action.at(20.1, Kind.JOIN, 1, 0, 4),
                    Action.at(20.4, Kind.KILL, 1, 30, 0),
                    Action.at(70, Kind.JOIN, 0, 0, 1),
                    Action.at(149, Kind.BACKEND_AWAY, 0, 27, 0),
                    Action.at(171, Kind.KILL, 0, 1, 0),
                    Action.at(172, Kind.KILL, 1, 1, 0),
                    Action.at(173, Kind.KILL, 2, 1, 0)));

    /** Each node is paused over the end of a minute, until another has posted what it owned. */
    private static final History PAUSES = new History(
            2,
            3,
            4,
            List.of(
                    Action.at(8, Kind.JOIN, 1, 0, 0),
                    Action.at(9, Kind.JOIN, 1, 0, 1),
                    Action.at(85, Kind.PAUSE, 0, 18, 0),
                    Action.at(145, Kind.PAUSE, 1, 18, 0),
                    Action.at(205, Kind.PAUSE, 2, 18, 0)));

    /**
     * A person has a page on each node. What the owner tells a node is lost, and later what the nodes tell the owner; whoever
     * the owner is, the others lose something.
     */
    private static final History LOSSES = new History(
            3,
            3,
            3,
            CountBy.VIEWERS,
            List.of(
                    Action.at(8, Kind.JOIN, 0, 0, 0),
                    Action.at(8.1, Kind.JOIN, 0, 0, 6),
                    Action.at(8.2, Kind.JOIN, 1, 0, 8),
                    Action.at(20, Kind.LOSE, 1, 1, 100),
                    Action.at(20.2, Kind.JOIN, 1, 0, 2),
                    Action.at(40, Kind.LOSE, 2, 1, 100),
                    Action.at(40.2, Kind.JOIN, 2, 0, 4),
                    Action.at(60, Kind.LOSE, 0, 1, 100),
                    Action.at(60, Kind.LOSE, 1, 1, 100),
                    Action.at(60, Kind.LOSE, 2, 1, 100),
                    Action.at(60.2, Kind.LEAVE, 0, 0, 0),
                    Action.at(80, Kind.LOSE, 0, 1, 100),
                    Action.at(80, Kind.LOSE, 1, 1, 100),
                    Action.at(80, Kind.LOSE, 2, 1, 100),
                    Action.at(80.2, Kind.LEAVE, 1, 0, 2)));

    static Stream<Arguments> mutations() {
        return Stream.of(
                Arguments.of("a node id is used again", Mutations.reuseNodeIds(), "counts"),
                Arguments.of("own beats need no echo", Mutations.dropTheEchoRule(), "counts"),
                Arguments.of("all viewers are never asked for", Mutations.neverAskForAllViewers(), "counts"),
                Arguments.of("all viewers are taken for changes", Mutations.takeAllViewersForChanges(), "counts"),
                Arguments.of("a viewer's place is told once", Mutations.tellOnceWhereAViewerIsCounted(), "counts"),
                Arguments.of("a late delta registers a dropped peer", Mutations.acceptLateDeltas(), "counts"),
                Arguments.of("an epoch is valid for ever", Mutations.forgetTheValidityOfAnEpoch(), "under epoch"),
                Arguments.of("every node is the owner", Mutations.twoOwners(), "posted by"),
                Arguments.of("an entry is passed over", Mutations.loseAnEntry(), "was not sent"),
                Arguments.of("entries are swapped", Mutations.swapEntries(), "after a later one"),
                Arguments.of("an append is repeated", Mutations.appendAgain(), "second time"),
                Arguments.of("the disk acknowledges early", Mutations.acknowledgeBeforeTheDisk(), "samples"),
                Arguments.of("a failure is taken for success", Mutations.takeAFailureForSuccess(), "samples"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutations")
    void isFound(String name, Mutation mutation, String promise) {
        Optional<Violation> found = Optional.empty();
        Iterator<History> histories = Stream.concat(
                        Stream.of(SCRIPT, PAUSES, LOSSES),
                        LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> History.of(seed, 3, 3)))
                .iterator();
        while (histories.hasNext() && found.isEmpty()) {
            found = Simulation.run(histories.next(), mutation)
                    .verdict()
                    .filter(violation -> violation.promise().contains(promise));
        }
        assertThat(found).as(name).isPresent();
    }

    @Test
    void theScriptsBreakNoPromiseByThemselves() {
        assertThat(Simulation.run(SCRIPT, Mutation.NONE).verdict()).isEmpty();
        assertThat(Simulation.run(PAUSES, Mutation.NONE).verdict()).isEmpty();
        assertThat(Simulation.run(LOSSES, Mutation.NONE).verdict()).isEmpty();
    }
}

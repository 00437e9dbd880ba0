package dev.turnout.socket.simulation;

import dev.turnout.socket.delivery.SimulatedDelivery;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A place for a node: its clock, its network and its disk outlive the process. */
final class Machine {

    private final int number;
    private final NodeClock clock;
    private final Network network;
    private int runs;
    private long disturbedUntil;
    private long commandsFailUntil;
    private @Nullable Run run;
    private Path directory;

    /** A process on this machine. */
    record Run(SimulatedNode node, RedisLink link, SimulatedDelivery delivery, NodeProcess.NodeThread deliveryThread) {}

    Machine(World world, int number, Path directory, SplittableRandom random) {
        this.directory = directory;
        this.number = number;
        this.clock = new NodeClock(world, random.nextLong(1L << 60));
        this.network = new Network(world, random.split());
    }

    int number() {
        return number;
    }

    NodeClock clock() {
        return clock;
    }

    Network network() {
        return network;
    }

    /** The process here, if one is alive. */
    Optional<Run> run() {
        return Optional.ofNullable(run).filter(its -> its.node().isAlive());
    }

    Optional<SimulatedNode> node() {
        return run().map(Run::node);
    }

    Path directory() {
        return directory;
    }

    int nextRun() {
        return ++runs;
    }

    void runs(Run started) {
        run = started;
    }

    /** Nothing of the last process is left but its files. */
    void kill() {
        Run killed = Objects.requireNonNull(run);
        killed.node().kill();
        killed.link().processKilled();
        directory = killed.delivery().kill(directory.resolveSibling(number + "-after-run-" + runs));
    }

    void shutDown() {
        if (run != null) {
            kill();
        }
    }

    /** Until then the node's commands to Redis may fail. */
    void commandsFailUntil(long time) {
        commandsFailUntil = Math.max(commandsFailUntil, time);
    }

    long commandsFailUntil() {
        return commandsFailUntil;
    }

    /** Until then nothing is promised of this node. */
    void disturbedUntil(long time) {
        disturbedUntil = Math.max(disturbedUntil, time);
    }

    long disturbedUntil() {
        return disturbedUntil;
    }
}

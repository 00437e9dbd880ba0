package dev.turnout.socket.simulation;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.Event;
import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.delivery.SimulatedDelivery;
import dev.turnout.socket.sampling.SnapshotSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs one history on a cluster and checks its promises. */
final class Simulation {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** After it the half-open connections have timed out and all that waited has been delivered. */
    private static final long SETTLE = 60 * SECOND;

    /** A connection whose client is silent ends then. */
    private static final long PING_TIMEOUT = 45 * SECOND;

    /** A process that is told to stop has this long. */
    private static final long STOP_TIMEOUT = 10 * SECOND;

    /**
     * After a fault a node may have to find out that it is deaf (2 s), rebuild its subscription (1 s), receive an own beat
     * (1 s), and wait for peers that are gone (3 s, on the next beat).
     */
    static final long RECOVERY = 8 * SECOND;

    /** Who has the pages of an auction open; the last one is nobody's. */
    private static final List<@Nullable String> PERSONS = Arrays.asList("p0", "p0", "p0", "p1", "p1", null);

    private final History history;
    private final Mutation mutation;
    private final World world = new World();
    private final Judge judge = new Judge(world);
    private final EventBook events = new EventBook(world, judge);
    private final MinuteBook minutes = new MinuteBook(world, judge);
    private final SimulatedRedis redis = new SimulatedRedis(world);
    private final SimulatedBackend backend;
    private final Faults faults;
    private final Promises promises;
    private final SplittableRandom random;
    private final List<Machine> machines = new ArrayList<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private final List<AuctionId> auctions;

    /**
     * @param verdict the first promise that was not kept; empty when all were
     * @param nodeMinutes simulated time of all nodes together
     */
    record Outcome(Optional<Judge.Violation> verdict, double nodeMinutes) {

        boolean isGood() {
            return verdict.isEmpty();
        }
    }

    private Simulation(History history, Mutation mutation, Path directory) {
        this.history = history;
        this.mutation = mutation;
        this.random = new SplittableRandom(history.seed());
        this.backend = new SimulatedBackend(world, random.split(), minutes);
        this.faults = new Faults(world, redis, backend, events, machines);
        auctions = IntStream.range(0, History.AUCTIONS)
                .mapToObj(number -> new AuctionId("a" + number))
                .toList();
        for (int i = 0; i < history.nodes(); i++) {
            machines.add(new Machine(world, i, directory.resolve(String.valueOf(i)), random.split()));
        }
        for (int i = 0; i < History.VIEWERS; i++) {
            AuctionId auction = auctions.get(i % auctions.size());
            viewers.add(new Viewer("v" + i, auction, personOf(i / auctions.size()), events));
        }
        promises = new Promises(world, judge, machines, viewers, auctions, events, minutes);
    }

    /** Where viewers are counted, some have several pages open: on one node or on several. */
    private @Nullable String personOf(int page) {
        return history.countBy() == CountBy.SESSIONS ? null : PERSONS.get(page);
    }

    static Outcome run(History history, Mutation mutation) {
        try (Disks disks = new Disks()) {
            return new Simulation(history, mutation, disks.directory()).run();
        }
    }

    private Outcome run() {
        long end = history.minutes() * 60L * SECOND;
        machines.forEach(this::start);
        history.actions().forEach(action -> world.at(action.at(), () -> happen(action)));
        try {
            runUntil(end);
            heal();
            runUntil(end + SETTLE);
            promises.inspectEnd();
        } catch (RuntimeException | AssertionError e) {
            judge.violated("a task failed: " + e + " at " + e.getStackTrace()[0]);
        } finally {
            machines.forEach(Machine::shutDown);
        }
        return new Outcome(judge.verdict(), history.nodes() * world.now() / (60.0 * SECOND));
    }

    private void runUntil(long end) {
        for (long at = world.now() + SECOND; at <= end && judge.isSatisfied(); at += SECOND) {
            world.runUntil(at);
            promises.inspect();
        }
    }

    // ---- nodes

    private void start(Machine machine) {
        NodeProcess process = new NodeProcess(world, machine.clock());
        String id = mutation.nodeId(machine.number(), machine.nextRun());
        RedisLink link = mutation.link(world, process, redis, machine.network());
        NodeProcess.NodeThread deliveryThread = process.new NodeThread();
        SimulatedDelivery delivery = new SimulatedDelivery(
                deliveryThread,
                machine.clock(),
                machine.directory(),
                mutation.client(backend.clientOf(process)),
                random.split(),
                mutation.losesLastWrites());
        SnapshotSink posts = new SnapshotSink() {
            @Override
            public void finished(List<AuctionMinute> finished) {
                finished.forEach(minute -> minutes.decided(id, minute, promises.isRedisAway(machine)));
                delivery.finished(finished);
            }

            @Override
            public void draft(List<AuctionMinute> draft) {
                delivery.draft(draft);
            }
        };
        SimulatedNode node =
                new SimulatedNode(world, id, process, machine.clock(), history.countBy(), link, posts, this::reconnect);
        machine.runs(new Machine.Run(node, link, delivery, deliveryThread));
        machine.disturbedUntil(world.now() + RECOVERY);
        delivery.start();
        node.start();
    }

    private void kill(Machine machine, long restartAfter) {
        machine.run().ifPresent(run -> {
            promises.ended(run);
            run.node().kill().forEach(this::reconnect);
            world.after(restartAfter, () -> restart(machine));
        });
    }

    /** What has not stopped in time is killed. */
    private void stop(Machine machine, long restartAfter) {
        machine.run().ifPresent(run -> {
            promises.ended(run);
            run.node().stop(run.delivery()).forEach(this::reconnect);
            world.after(STOP_TIMEOUT + restartAfter, () -> restart(machine));
        });
    }

    /** Unless something has started it before. */
    private void restart(Machine machine) {
        if (machine.node().isEmpty()) {
            machine.kill();
            start(machine);
        }
    }

    // ---- viewers

    /** The balancer sends a connection to any node that is ready. */
    private Optional<SimulatedNode> anyNode(SplittableRandom choice) {
        List<SimulatedNode> ready = machines.stream()
                .flatMap(machine -> machine.node().stream())
                .filter(SimulatedNode::isReady)
                .toList();
        return ready.isEmpty() ? Optional.empty() : Optional.of(ready.get(choice.nextInt(ready.size())));
    }

    private void reconnect(Viewer viewer) {
        world.after(SECOND / 10 + random.nextLong(2 * SECOND), () -> {
            if (viewer.node() != null) {
                return;
            }
            Optional<SimulatedNode> node = anyNode(random);
            node.ifPresent(found -> found.resume(viewer));
            if (node.isEmpty()) {
                reconnect(viewer);
            }
        });
    }

    private void join(Viewer viewer, Machine machine) {
        if (viewer.node() == null) {
            machine.node().filter(SimulatedNode::isReady).ifPresent(node -> node.join(viewer));
        }
    }

    private void leave(Viewer viewer) {
        SimulatedNode node = viewer.node();
        if (node != null) {
            String session = viewer.sessionId();
            viewer.disconnect();
            node.process().after(0, () -> node.end(session));
        }
    }

    /** The old node does not notice, until the new one tells it or the connection times out. */
    private void move(Viewer viewer, Machine machine) {
        Viewer.Connection broken = viewer.connection();
        if (broken != null) {
            SimulatedNode old = broken.node();
            machine.node()
                    .filter(SimulatedNode::isReady)
                    .filter(node -> node != old)
                    .ifPresent(node -> {
                        node.resume(viewer);
                        old.process().after(PING_TIMEOUT, () -> old.timedOut(broken));
                    });
        }
    }

    // ---- actions

    private void happen(Action action) {
        Machine machine = machines.get(action.slot());
        switch (action.kind()) {
            case JOIN -> join(viewers.get((int) action.amount()), machine);
            case LEAVE -> leave(viewers.get((int) action.amount()));
            case MOVE -> move(viewers.get((int) action.amount()), machine);
            case PUBLISH -> publish(auctions.get((int) action.amount()), machine);
            case KILL -> kill(machine, action.lasts());
            case STOP -> stop(machine, action.lasts());
            default -> fault(action, machine);
        }
    }

    private void publish(AuctionId auction, Machine machine) {
        machine.node().filter(SimulatedNode::isReady).ifPresent(node -> {
            int number = events.publish(auction, promises.disturbedUntil());
            node.publish(auction, Event.of("bid", IntNode.valueOf(number)));
        });
    }

    private void fault(Action action, Machine machine) {
        long until = world.now() + action.lasts();
        if (action.kind().isOfOneNode()) {
            machine.disturbedUntil(until);
            machine.commandsFailUntil(action.kind().isOfConnections() ? until : 0);
        } else if (action.kind().isOfRedis()) {
            promises.redisDisturbedUntil(until);
        }
        minutes.disturbed(action.kind(), until);
        faults.happen(action);
    }

    /** Ends all faults, and the operator lets all that was refused be sent again. */
    private void heal() {
        machines.forEach(this::restart);
        faults.endAll();
        machines.forEach(machine -> {
            machine.disturbedUntil(world.now());
            machine.run().ifPresent(run -> run.delivery().retrySetAside());
        });
        promises.redisDisturbedUntil(world.now());
    }
}

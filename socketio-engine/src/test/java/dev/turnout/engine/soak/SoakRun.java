package dev.turnout.engine.soak;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.abuse.Memory;
import dev.turnout.engine.socketio.Inspection;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * An engine, its clients and its publishers, in rounds: churn, calm, and a quiet point at which every count and delivery
 * is checked.
 * Runs on the thread that calls it.
 */
final class SoakRun implements AutoCloseable {

    private static final int EVENT_LOOPS = 3;
    private static final int CROWD_LOOPS = 2;
    private static final int PUBLISHERS = 3;
    private static final int ROOMS = 6;
    private static final long PUBLISH_MILLIS = 20;
    private static final Duration CALM = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 20;
    private static final Duration RECOVERY = Duration.ofSeconds(5);

    /** What caches and compiled code may take between the first quiet point and the end, bytes. */
    private static final long HEAP_SLACK = 8 << 20;

    /**
     * Time-outs that no client of a busy machine reaches. A quiet point waits for the ping timeout of the clients that
     * were lost between two polls, so that one is shorter.
     */
    private static final Timings TIMINGS = Timings.DEFAULTS
            .withPingInterval(Duration.ofSeconds(1))
            .withPingTimeout(Duration.ofSeconds(8))
            .withHandshakeTimeout(Duration.ofSeconds(30))
            .withConnectTimeout(Duration.ofSeconds(30))
            .withUpgradeTimeout(Duration.ofSeconds(30))
            .withRecovery(RECOVERY);

    private static final Limits LIMITS = Limits.DEFAULTS
            .withPacketsPerSecond(0)
            .withPacketBurst(0)
            .withConnectionsPerAddress(0)
            .withOutboundQueueBytes(1 << 20)
            .withRecoveryBytes(8 << 20)
            .withRecoveryTotalBytes(64 << 20);

    private final Violations violations = new Violations();
    private final ActionCounts counts = new ActionCounts();
    private final Phase.Now phase = new Phase.Now();
    private final Published published = new Published(
            Stream.concat(
                            Stream.of(SoakEnvironment.ALL),
                            IntStream.range(0, ROOMS).mapToObj(room -> "room-" + room))
                    .toList(),
            PUBLISHERS);
    private final SoakHandler handler = new SoakHandler(published, violations, counts);
    private final SocketIoEngine engine;
    private final MultiThreadIoEventLoopGroup crowdLoops;
    private final ScheduledExecutorService publishing;
    private final List<SoakClient> viewers = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    private int quietPoints;
    private int reported;
    private long heapAtFirst;

    /** @param seed of every decision; what the threads make of it differs from run to run */
    SoakRun(int sessions, long seed) throws IOException {
        Network network =
                new Network("127.0.0.1", 0, OriginCheck.ANY, TrustedProxies.NONE, Optional.empty(), EVENT_LOOPS);
        engine = Inspection.engine(new EngineConfig(
                network,
                TIMINGS,
                LIMITS,
                List.of(new EndpointConfig(SoakEnvironment.PATH, "/", handler)),
                HttpRoutes.NONE));
        engine.start();
        crowdLoops = new MultiThreadIoEventLoopGroup(
                CROWD_LOOPS, new DefaultThreadFactory("crowd"), NioIoHandler.newFactory());
        publishing = Executors.newScheduledThreadPool(PUBLISHERS, new DefaultThreadFactory("publisher"));
        SoakEnvironment environment =
                new SoakEnvironment(engine.port(), handler, published, violations, counts, phase, RECOVERY.toNanos());
        List<EventLoop> loops = new ArrayList<>();
        for (EventExecutor loop : crowdLoops) {
            loops.add((EventLoop) loop);
        }
        for (int i = 0; i < sessions; i++) {
            viewers.add(new SoakClient(i, loops.get(i % loops.size()), environment, seed * 31 + i));
        }
        Endpoint endpoint = engine.endpoint(SoakEnvironment.PATH, "/");
        for (int i = 0; i < PUBLISHERS; i++) {
            publishers.add(new Publisher(i, endpoint, environment, seed * 37 - i));
        }
    }

    /** Starts clients and publishers. */
    void begin() {
        viewers.forEach(SoakClient::begin);
        publishers.forEach(publisher ->
                publishing.scheduleWithFixedDelay(publisher, PUBLISH_MILLIS, PUBLISH_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Churn for this time, then a quiet point; each difference found there is a violation. */
    void round(Duration churn) throws InterruptedException {
        phase.set(Phase.CHURN);
        TimeUnit.NANOSECONDS.sleep(churn.toNanos());
        phase.set(Phase.CALM);
        TimeUnit.NANOSECONDS.sleep(CALM.toNanos());
        phase.set(Phase.STILL);
        quietPoints++;
        // a session that joins a room after its last value was emitted does not receive that value
        settle("before the last values of quiet point " + quietPoints, () -> unsettled(false));
        publishers.forEach(Publisher::lastValues);
        settle("quiet point " + quietPoints, () -> {
            List<String> open = unsettled(true);
            return open.isEmpty() ? roomMembers() : open;
        });
        if (quietPoints == 1) {
            heapAtFirst = Memory.afterCollection().heap();
        }
    }

    /** Checks until no difference is left; those left after the patience are violations. */
    private void settle(String when, Supplier<List<String>> look) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> open = look.get();
        while (!open.isEmpty() && System.nanoTime() - end < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            open = look.get();
        }
        open.forEach(what -> violations.add(when + ": " + what));
    }

    // ---- checks

    private List<ClientSnapshot> snapshots(boolean withValues) {
        return viewers.stream()
                .map(viewer -> viewer.loop().submit(() -> viewer.snapshot(withValues)))
                .map(snapshot -> snapshot.syncUninterruptibly().getNow())
                .toList();
    }

    /** @param withValues whether every viewer must have the newest values, too */
    private List<String> unsettled(boolean withValues) {
        List<String> open = new ArrayList<>();
        List<ClientSnapshot> connected = new ArrayList<>();
        for (ClientSnapshot viewer : snapshots(withValues)) {
            if (viewer.state() == ClientSnapshot.State.CONNECTED) {
                connected.add(viewer);
                viewer.missing().forEach(what -> open.add(viewer.who() + " misses " + what));
                compareWithHandler(viewer, open);
            } else if (viewer.state() != ClientSnapshot.State.DISCONNECTED) {
                open.add(viewer.who() + " is " + viewer.state());
            }
        }
        compare("sessions of the handler", handler.open().size(), connected.size(), open);
        compare("live sessions of the engine", engine.stats().live(), connected.size(), open);
        compare("opened sessions less closed", balance(engine.stats()), connected.size(), open);
        return open;
    }

    private void compareWithHandler(ClientSnapshot viewer, List<String> open) {
        SoakHandler.OpenSession session = handler.open().get(viewer.id());
        if (session == null) {
            open.add(viewer.who() + " is connected as " + viewer.id() + ", which the server does not know");
        } else if (session.received() != viewer.sent()) {
            open.add(viewer.who() + " sent " + viewer.sent() + " messages, " + session.received() + " were received");
        } else if (!session.isAnswered()) {
            open.add(viewer.who() + " has not acknowledged everything");
        }
    }

    private static long balance(EngineStats stats) {
        long closed = 0;
        for (CloseReason reason : CloseReason.values()) {
            closed += stats.closed(reason);
        }
        return stats.opened() - closed;
    }

    private static void compare(String what, long is, long clients, List<String> open) {
        if (is != clients) {
            open.add(what + ": " + is + ", clients that are connected: " + clients);
        }
    }

    /** The members of each room are the clients that have joined it. */
    private List<String> roomMembers() {
        List<String> open = new ArrayList<>();
        List<ClientSnapshot> snapshots = snapshots(true);
        for (String room : published.rooms()) {
            long believe = snapshots.stream()
                    .filter(viewer -> viewer.state() == ClientSnapshot.State.CONNECTED)
                    .filter(viewer -> viewer.rooms().contains(room))
                    .count();
            compare("members of " + room, Inspection.members(engine, SoakEnvironment.PATH, "/", room), believe, open);
        }
        return open;
    }

    // ---- the end

    /** All clients disconnect; afterwards the engine must hold nothing for them, and the heap be as before. */
    void end() throws InterruptedException {
        phase.set(Phase.STILL);
        publishing.shutdown();
        viewers.forEach(viewer -> viewer.loop().submit(viewer::end).syncUninterruptibly());
        settle("the end", () -> {
            Inspection.forget(engine);
            return Inspection.isEmpty(engine)
                    ? List.of()
                    : List.of("the engine still holds " + Inspection.holdings(engine));
        });
        viewers.clear();
        long above = Memory.afterCollection().heap() - heapAtFirst;
        if (above > HEAP_SLACK) {
            violations.add("the end: the heap is " + (above >> 10) + " KiB above the first quiet point");
        }
    }

    Violations violations() {
        return violations;
    }

    ActionCounts counts() {
        return counts;
    }

    int quietPoints() {
        return quietPoints;
    }

    /** Prints the totals on one line, then the violations that were not reported yet. */
    void report(Consumer<String> out) {
        out.accept(quietPoints + " quiet points, " + violations.count() + " violations; " + published.total()
                + " published, " + counts + "; " + engine.stats().eventsReplaced() + " values replaced; heap "
                + (Memory.afterCollection().heap() >> 20) + " MiB");
        List<String> all = violations.first();
        all.subList(reported, all.size()).forEach(out);
        reported = all.size();
    }

    @Override
    public void close() {
        publishing.shutdownNow();
        crowdLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        engine.close();
    }
}

package dev.turnout.socket.simulation;

import dev.turnout.engine.Event;
import dev.turnout.engine.Timings;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.CountBy;
import dev.turnout.socket.audience.Presence;
import dev.turnout.socket.audience.ViewerId;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.socket.cluster.Cluster;
import dev.turnout.socket.cluster.LocalServer;
import dev.turnout.socket.cluster.RedisTransport;
import dev.turnout.socket.delivery.FakeOutbox;
import dev.turnout.socket.delivery.SimulatedDelivery;
import dev.turnout.socket.publishing.CountPublisher;
import dev.turnout.socket.publishing.EventPublisher;
import dev.turnout.socket.publishing.Lobby;
import dev.turnout.socket.sampling.Intervals;
import dev.turnout.socket.sampling.Sampler;
import dev.turnout.socket.sampling.SnapshotSink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One run of a socket-server: the product's objects, connected as {@code SocketServer} connects them. */
final class SimulatedNode {

    private static final Intervals INTERVALS = new Intervals(Duration.ofSeconds(5), Duration.ofSeconds(60));

    /** A server does not wait longer for Redis before it accepts sessions. */
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(3);

    private static final int EVENT_LOOPS = 2;

    private final World world;
    private final String id;
    private final NodeProcess process;
    private final NodeClock clock;
    private final NodeProcess.NodeThread audienceThread;
    private final Audience audience;
    private final SimulatedEndpoint endpoint = new SimulatedEndpoint(this::closed);
    private final CountPublisher counts;
    private final Cluster cluster;
    private final Sampler sampler;
    private final Consumer<Viewer> onClosed;
    private final Map<String, Held> sessions = new LinkedHashMap<>();
    private final long startedAt;
    private long endedAt = Long.MAX_VALUE;
    private long changedAt;
    private int sources;

    private static final class NoBlocks implements LocalServer.Blocks {

        @Override
        public List<BlockedViewer> current() {
            return List.of();
        }

        @Override
        public void applyReported(List<BlockedViewer> viewers) {}
    }

    private record Held(ViewerSession session, Viewer.Connection connection) {
        Viewer viewer() {
            return connection.viewer();
        }
    }

    SimulatedNode(
            World world,
            String id,
            NodeProcess process,
            NodeClock clock,
            CountBy countBy,
            RedisTransport redis,
            SnapshotSink posts,
            Consumer<Viewer> onClosed) {
        this.world = world;
        this.onClosed = onClosed;
        this.id = id;
        this.process = process;
        this.clock = clock;
        this.startedAt = world.now();
        audience = new Audience(countBy, true);
        audienceThread = process.new NodeThread();
        counts = new CountPublisher(endpoint, audienceThread, clock::nanoTime, EVENT_LOOPS, () -> 0);
        Lobby lobby = new Lobby(new SimulatedEndpoint(session -> {}), process.new NodeThread(), 1);
        cluster = new Cluster(
                redis,
                id,
                new LocalServer(
                        audience,
                        audienceThread,
                        clock::moment,
                        clock::nanoTime,
                        endpoint,
                        new EventPublisher(endpoint, lobby),
                        Timings.DEFAULTS.eventsKept(),
                        auction -> {},
                        (auction, viewerKey, block) -> 0,
                        new NoBlocks(),
                        new FakeOutbox(),
                        ""),
                posts);
        sampler = new Sampler(
                audience, audienceThread, clock::moment, INTERVALS, () -> id + "-" + sources++, cluster.minutes());
        audience.addListener(sampler);
        audience.addListener(counts);
    }

    void start() {
        process.after(0, () -> {
            cluster.start();
            audienceThread.execute(sampler::start);
        });
    }

    String id() {
        return id;
    }

    NodeProcess process() {
        return process;
    }

    /** When the process ended, true time. */
    long endedAt() {
        return endedAt;
    }

    /** When the last session joined or left, true time. */
    long changedAt() {
        return changedAt;
    }

    boolean isAlive() {
        return endedAt == Long.MAX_VALUE;
    }

    /** Whether the balancer sends it new connections. */
    boolean isReady() {
        return process.isRunning() && isAlive() && (isJoined() || world.now() - startedAt > JOIN_TIMEOUT.toNanos());
    }

    private boolean isJoined() {
        try {
            return cluster.awaitJoined(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // ---- what viewers and the backend do

    void join(Viewer viewer) {
        viewer.nextSession();
        Viewer.Connection connection = viewer.connectTo(this);
        endpoint.room(viewer.auction().slug()).join(connection);
        opened(connection);
    }

    /** Continues the viewer's session, which was on another node; begins a new one when that is impossible. */
    void resume(Viewer viewer) {
        SimulatedEndpoint.SimulatedRoom room = endpoint.room(viewer.auction().slug());
        if (!room.canResume(viewer)) {
            join(viewer);
            return;
        }
        end(viewer.sessionId());
        Viewer.Connection connection = viewer.connectTo(this);
        room.resume(connection);
        cluster.recovered(viewer.sessionId());
        opened(connection);
    }

    private void opened(Viewer.Connection connection) {
        Viewer viewer = connection.viewer();
        ViewerSession session = new ViewerSession(viewer.auction(), idOf(viewer), null, Presence.NONE);
        sessions.put(viewer.sessionId(), new Held(session, connection));
        changedAt = world.now();
        audienceThread.execute(() -> {
            if (audience.join(session, clock.moment())) {
                audience.room(viewer.auction())
                        .ifPresent(room -> counts.sendFirstCount(room, new SimulatedSession(connection), false));
            }
        });
    }

    private static ViewerId idOf(Viewer viewer) {
        String person = viewer.person();
        return new ViewerId(person, person == null ? viewer.sessionId().hashCode() : person.hashCode());
    }

    /** The engine closes its connection. When that was not half-open, its viewer comes back. */
    private void closed(String sessionId) {
        Held held = sessions.get(sessionId);
        end(sessionId);
        if (held != null && held.viewer().connection() == held.connection) {
            held.viewer().disconnect();
            onClosed.accept(held.viewer());
        }
    }

    /** The session's connection has ended, or its time-out. */
    void end(String sessionId) {
        Held held = sessions.remove(sessionId);
        if (held != null) {
            changedAt = world.now();
            endpoint.room(held.viewer().auction().slug()).leave(sessionId);
            audienceThread.execute(() -> audience.leave(held.session, clock.moment()));
        }
    }

    /** A connection that its viewer has left, unless it has been closed before. */
    void timedOut(Viewer.Connection connection) {
        String sessionId = connection.sessionId();
        Held held = sessions.get(sessionId);
        if (held != null && held.connection == connection) {
            end(sessionId);
        }
    }

    void publish(AuctionId auction, Event event) {
        Object unused = cluster.events().publish(auction, event);
    }

    // ---- its end

    /** SIGKILL. */
    List<Viewer> kill() {
        process.kill();
        return ended();
    }

    /** SIGTERM: sessions are closed, the peers are told, the minute is handed over. */
    List<Viewer> stop(SimulatedDelivery delivery) {
        List<Viewer> viewers = ended();
        audienceThread.execute(() -> {
            cluster.leave();
            sampler.stop();
            delivery.stop(() -> {
                cluster.close();
                process.kill();
            });
        });
        return viewers;
    }

    /** The viewers that were connected here and nowhere else. */
    private List<Viewer> ended() {
        endedAt = Math.min(endedAt, world.now());
        List<Viewer> viewers = sessions.values().stream()
                .map(Held::viewer)
                .filter(viewer -> viewer.node() == this)
                .toList();
        viewers.forEach(Viewer::disconnect);
        List.copyOf(sessions.keySet()).forEach(this::end);
        return viewers;
    }

    // ---- what is checked

    /**
     * Whose sessions of an auction this node holds, as the simulation made them. A session that is its own viewer is counted
     * wherever it is held.
     */
    Stream<String> watching(AuctionId auction) {
        return sessions.entrySet().stream()
                .filter(held -> held.getValue().viewer().auction().equals(auction))
                .map(held -> Objects.requireNonNullElse(held.getValue().viewer().person(), id + " " + held.getKey()));
    }

    Optional<AuctionRoom> room(AuctionId auction) {
        return audience.room(auction);
    }

    /** Ids of the nodes that this node counts, its own included. */
    List<String> members() {
        return cluster.status().get("nodes").findValuesAsText("id");
    }

    @Override
    public String toString() {
        return id;
    }
}

package dev.turnout.bench.scenario;

import dev.turnout.bench.load.Delivered;
import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.PeerSettings;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.report.Column;
import dev.turnout.bench.report.Measurement;
import dev.turnout.bench.server.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Sessions that only are there: what each keeps in memory, and what its pings cost. */
public final class Idle implements Scenario {

    private static final int SESSIONS_PER_ROOM = 1_000;
    private static final int WARM_UP = 500;

    private final String name;
    private final int sessions;
    private final Duration window;

    private Idle(String name, int sessions, Duration window) {
        this.name = name;
        this.sessions = sessions;
        this.window = window;
    }

    public static Idle idle(Sizes sizes) {
        return new Idle("idle", sizes.idleSessions(), sizes.idleWindow());
    }

    /** The same with a given number. */
    public static Idle sessions(int sessions, Duration window) {
        return new Idle("sessions", sessions, window);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String description() {
        return "%,d sessions in rooms of up to %,d; memory above the empty server, after a collection."
                .formatted(sessions, SESSIONS_PER_ROOM);
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("residentBytesPerSession", "resident bytes per session", 0, false),
                new Column("heapBytesPerSession", "heap bytes per session", 0, false),
                new Column("cpuMicrosPerSessionMinute", "CPU per session and minute, µs", 1, true),
                new Column("residentMegabytes", "resident in all, MB", 0, false));
    }

    @Override
    public int sessions() {
        return sessions;
    }

    @Override
    public int rooms() {
        return Math.max(1, sessions / SESSIONS_PER_ROOM);
    }

    @Override
    public PeerSettings settings(Peer peer) throws IOException {
        return PeerSettings.with(Counter.INTERVAL).givingMemoryBack();
    }

    @Override
    public Measurement measure(RunningPeer peer) throws IOException, PeerFailure {
        Steps.fill(peer, rooms() * Math.max(1, WARM_UP / rooms()));
        peer.load().hangUp();
        Steps.quiet(peer);
        OptionalLong emptyHeap = peer.collect();
        long empty = peer.residentBytes();

        Steps.fill(peer, sessions);
        Steps.quiet(peer);
        OptionalLong heap = peer.collect();
        long resident = peer.residentBytes();

        Map<String, Double> figures = new HashMap<>(Map.of(
                "residentBytesPerSession", (double) (resident - empty) / sessions,
                "emptyResidentBytes", (double) empty,
                "residentMegabytes", resident / 1e6));
        if (heap.isPresent() && emptyHeap.isPresent()) {
            figures.put("heapBytesPerSession", (double) (heap.getAsLong() - emptyHeap.getAsLong()) / sessions);
        }
        if (!window.isZero()) {
            figures.put("cpuMicrosPerSessionMinute", cpuMicrosPerSessionMinute(peer));
        }
        checkAlive(peer);
        return new Measurement(figures, true, List.of());
    }

    private double cpuMicrosPerSessionMinute(RunningPeer peer) throws IOException, PeerFailure {
        Duration before = peer.cpu();
        peer.load().pass(window);
        double micros = peer.cpu().minus(before).toNanos() / 1e3;
        return micros / sessions * Duration.ofMinutes(1).toMillis() / window.toMillis();
    }

    /** Sessions that are there must also be reached. */
    private void checkAlive(RunningPeer peer) throws IOException, PeerFailure {
        int live = peer.load().pass(Duration.ZERO).live();
        if (live < sessions) {
            throw new PeerFailure("%,d of %,d sessions were dropped".formatted(sessions - live, sessions));
        }
        Delivered delivered = peer.load().publish(1, 230, 1, Duration.ofSeconds(10));
        if (delivered.lost() > 0) {
            throw new PeerFailure(
                    "an event did not reach %,d of %,d".formatted(delivered.lost(), delivered.receivers()));
        }
    }
}

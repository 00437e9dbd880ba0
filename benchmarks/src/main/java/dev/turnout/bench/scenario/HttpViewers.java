package dev.turnout.bench.scenario;

import dev.turnout.bench.load.HttpViewerCrowd;
import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.PeerSettings;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.report.Column;
import dev.turnout.bench.report.Measurement;
import dev.turnout.bench.server.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Viewers that are counted without a socket: what a heartbeat costs, and what each viewer keeps in memory. */
public final class HttpViewers implements Scenario {

    private static final int WARM_UP = 500;

    private final int viewers;
    private final int rounds;

    public HttpViewers(boolean quick) {
        viewers = quick ? 5_000 : 100_000;
        rounds = quick ? 1 : 2;
    }

    @Override
    public String name() {
        return "http-viewers";
    }

    @Override
    public String description() {
        return "%,d viewers of one auction join and beat %d times, over kept connections with one request under way on each."
                .formatted(viewers, rounds);
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("cpuMicrosPerBeat", "server CPU per heartbeat, µs", 1, true),
                new Column("cpuMicrosPerJoin", "per join, µs", 1, false),
                new Column("residentBytesPerViewer", "resident bytes per viewer", 0, false),
                new Column("heapBytesPerViewer", "heap bytes per viewer", 0, false));
    }

    /** No session of the load generator. */
    @Override
    public int sessions() {
        return 1;
    }

    @Override
    public int rooms() {
        return 1;
    }

    @Override
    public boolean takesPart(Peer peer) {
        return peer == Peer.SOCKET_SERVER;
    }

    /** Viewers that left after the warm-up keep their places for a while, so there have to be more places than viewers. */
    @Override
    public PeerSettings settings(Peer peer) throws IOException {
        return PeerSettings.with(Counter.INTERVAL)
                .givingMemoryBack()
                .withEnvironment(Map.of("HTTP_SESSIONS", "" + (viewers + WARM_UP)));
    }

    @Override
    public Measurement measure(RunningPeer peer) throws IOException, PeerFailure {
        try (HttpViewerCrowd crowd = HttpViewerCrowd.connect(peer.port())) {
            crowd.join(WARM_UP);
            check("beat", crowd.beat(), WARM_UP);
            check("leave", crowd.leave(), 0);
            Steps.quiet(peer);
            OptionalLong emptyHeap = peer.collect();
            long empty = peer.residentBytes();

            Duration start = peer.cpu();
            crowd.join(viewers);
            Duration joined = peer.cpu();
            for (int round = 0; round < rounds; round++) {
                check("beat", crowd.beat(), viewers);
            }
            Duration beaten = peer.cpu();
            OptionalLong heap = peer.collect();
            long resident = peer.residentBytes();
            check("beat", crowd.beat(), viewers);
            return new Measurement(
                    Map.of(
                            "cpuMicrosPerBeat",
                            micros(joined, beaten) / viewers / rounds,
                            "cpuMicrosPerJoin",
                            micros(start, joined) / viewers,
                            "residentBytesPerViewer",
                            (double) (resident - empty) / viewers,
                            "heapBytesPerViewer",
                            (double) (heap.orElse(0) - emptyHeap.orElse(0)) / viewers),
                    true,
                    List.of());
        }
    }

    private static double micros(Duration from, Duration to) {
        return to.minus(from).toNanos() / 1e3;
    }

    private static void check(String verb, int count, int expected) throws PeerFailure {
        if (count != expected) {
            throw new PeerFailure("a %s was answered with a count of %,d, not %,d".formatted(verb, count, expected));
        }
    }
}

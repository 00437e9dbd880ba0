package dev.turnout.bench.scenario;

import dev.turnout.bench.load.Settled;
import dev.turnout.bench.load.Tally;
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

/** All sessions join one room at once: the cost, the counts that each receives, and when all have the final one. */
public final class Storm implements Scenario {

    /** Most joins before the storm where each one costs a frame for every session. */
    private static final int WARM_UP_EACH = 500;

    private static final Duration WARM_UP_TIMEOUT = Duration.ofSeconds(10);

    /** Work of a server after the last session has its count ends within this time. */
    private static final Duration AFTERWARDS = Duration.ofMillis(500);

    private final Sizes sizes;
    private final boolean byViewers;

    private Storm(Sizes sizes, boolean byViewers) {
        this.sizes = sizes;
        this.byViewers = byViewers;
    }

    public static Storm storm(Sizes sizes) {
        return new Storm(sizes, false);
    }

    /** The same storm, in which each session names its viewer and the product counts viewers. */
    public static Storm viewers(Sizes sizes) {
        return new Storm(sizes, true);
    }

    @Override
    public String name() {
        return byViewers ? "viewers" : "storm";
    }

    @Override
    public String description() {
        String storm =
                "%,d joins into one room, %,d under way at a time, on a server that has had a storm of %,d before"
                        .formatted(sizes.stormSessions(), sizes.inFlight(), sizes.stormWarmUp());
        return storm + (byViewers ? "; each names its viewer, and viewers are counted." : ".");
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("cpuSeconds", "server CPU, s", 2, true),
                new Column("countFramesMean", "count frames per session", 1, false),
                new Column("countFramesMost", "at most", 0, false),
                new Column("exactMillis", "all exact after the last join, ms", 0, false));
    }

    @Override
    public int sessions() {
        return sizes.stormSessions();
    }

    @Override
    public int rooms() {
        return 1;
    }

    @Override
    public boolean tellsCountersApart() {
        return true;
    }

    @Override
    public PeerSettings settings(Peer peer) throws IOException {
        PeerSettings settings = PeerSettings.with(peer.usualCounter());
        return byViewers ? settings.withEnvironment(Map.of("COUNT_BY", "viewers")) : settings;
    }

    @Override
    public boolean takesPart(Peer peer) {
        return !byViewers || peer == Peer.SOCKET_SERVER;
    }

    @Override
    public Measurement measure(RunningPeer peer) throws IOException, PeerFailure {
        warmUp(peer);
        Duration before = peer.cpu();
        Tally tally = peer.load().open(sessions(), 0, sizes.inFlight(), sizes.stormTimeout());
        boolean allIn = tally.live() == sessions();
        // Sessions that are not connected by now cannot make the counts of the others right: no need to wait.
        Settled settled = peer.load().settle(sessions(), allIn ? sizes.stormTimeout() : Duration.ofMillis(1));
        peer.load().pass(AFTERWARDS);
        Duration cpu = peer.cpu().minus(before);
        boolean complete = allIn && settled.settled() == sessions();
        Map<String, Double> figures = new HashMap<>(Map.of(
                "cpuSeconds",
                cpu.toMillis() / 1e3,
                "joined",
                (double) tally.joined(),
                "exact",
                (double) settled.settled(),
                "countFramesMean",
                (double) settled.countFrames() / Math.max(1, tally.joined()),
                "countFramesMost",
                (double) settled.mostCountFrames(),
                "joinSeconds",
                (tally.lastJoin() - tally.firstStart()) / 1e9));
        if (complete) {
            figures.put("exactMillis", Math.max(0, settled.settledAt() - tally.lastJoin()) / 1e6);
        }
        return new Measurement(figures, complete, complete ? List.of() : List.of(unfinished(tally, settled)));
    }

    private void warmUp(RunningPeer peer) throws IOException, PeerFailure {
        boolean costly = peer.peer().usualCounter() == Counter.EACH;
        int wanted = Math.min(sizes.stormWarmUp(), sessions());
        int joins = costly ? Math.min(WARM_UP_EACH, wanted) : wanted;
        if (joins == 0) {
            return;
        }
        peer.load().open(joins, 0, Math.min(joins, sizes.inFlight()), WARM_UP_TIMEOUT);
        peer.load().settle(joins, WARM_UP_TIMEOUT);
        peer.load().hangUp();
        Steps.quiet(peer);
    }

    private String unfinished(Tally tally, Settled settled) {
        String failure = tally.firstFailure().isEmpty() ? "" : ", first failure: " + tally.firstFailure();
        return "not done after %,d s: %,d joined, %,d failed, %,d dropped, %,d told the final count%s"
                .formatted(
                        sizes.stormTimeout().toSeconds(),
                        tally.joined(),
                        tally.failed(),
                        tally.dropped(),
                        settled.settled(),
                        failure);
    }
}

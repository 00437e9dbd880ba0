package dev.turnout.bench.scenario;

import dev.turnout.bench.load.Crowd;
import dev.turnout.bench.load.Load;
import dev.turnout.bench.load.LobbyView;
import dev.turnout.bench.load.Probe;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sessions that show the counts of many auctions while viewers come and go: cost, frames, and delay of a change. */
public final class Lobby implements Scenario {

    private static final int LOAD_PROCESS = 100; // takes its addresses from another network than the viewers
    private static final int JOINS_PER_SECOND = 1_000;
    private static final int IN_FLIGHT = 100;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** For five million memberships of rooms. */
    private static final int NODE_HEAP = 8_192;

    private static final Duration EXACT_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration BETWEEN_PROBES =
            Duration.ofMillis(2_500); // the last change was sent, and the second after it is over

    /**
     * @param interests different sets of auctions that the sessions watch
     * @param viewersPerAuction that leave and join again by turns
     * @param churnPerSecond as many leave, and as many join
     * @param probes single changes after the churn, whose delay is measured
     */
    record Size(
            int sessions,
            int auctions,
            int watched,
            int interests,
            int viewersPerAuction,
            int churnPerSecond,
            Duration churn,
            int probes) {

        static final Size QUICK = new Size(500, 100, 50, 10, 5, 100, Duration.ofSeconds(3), 3);

        /** 10,000 sessions watch 500 of 1,000 auctions; others as many in proportion. */
        static Size of(int sessions) {
            int auctions = sessions / 10;
            return new Size(sessions, auctions, auctions / 2, 20, 5, auctions, Duration.ofSeconds(10), 10);
        }

        int viewers() {
            return auctions * viewersPerAuction;
        }
    }

    private final Size size;

    private Lobby(Size size) {
        this.size = size;
    }

    public static Lobby quick() {
        return new Lobby(Size.QUICK);
    }

    public static Lobby of(int sessions) {
        return new Lobby(Size.of(sessions));
    }

    @Override
    public String name() {
        return "lobby";
    }

    @Override
    public String description() {
        return "%,d sessions watch %,d of %,d auctions each, in %d different sets; %,d viewers a second leave and join for %d s."
                .formatted(
                        size.sessions(),
                        size.watched(),
                        size.auctions(),
                        size.interests(),
                        size.churnPerSecond(),
                        size.churn().toSeconds());
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("cpuShare", "share of a core under churn", 2, true),
                new Column("framesPerSessionAndSecond", "frames per session and second", 1, false),
                new Column("exactMillis", "all exact after the churn, ms", 0, false),
                new Column("delayMillis", "change to last session, ms (median)", 0, false),
                new Column("delayMillisMost", "at most", 0, false));
    }

    @Override
    public int sessions() {
        return size.sessions() + size.viewers();
    }

    @Override
    public int rooms() {
        return size.auctions();
    }

    @Override
    public boolean takesPart(Peer peer) {
        return peer == Peer.SOCKET_SERVER || peer == Peer.NODE;
    }

    @Override
    public PeerSettings settings(Peer peer) throws IOException {
        PeerSettings usual = PeerSettings.with(Counter.INTERVAL);
        return peer == Peer.NODE ? usual.withLeastHeap(NODE_HEAP) : usual;
    }

    @Override
    public Measurement measure(RunningPeer peer) throws IOException, PeerFailure {
        open(peer.load(), size.viewers(), "viewers");
        List<String> options = List.of(
                "--watched", "" + size.watched(), "--interests", "" + size.interests(), "--process", "" + LOAD_PROCESS);
        try (Load lobby = peer.anotherLoad(options, new Crowd(1, size.auctions()))) {
            open(lobby, size.sessions(), "sessions of the lobby");
            exact(lobby);
            Steps.quiet(peer);
            return underChurn(peer, lobby);
        }
    }

    private Measurement underChurn(RunningPeer peer, Load lobby) throws IOException, PeerFailure {
        long updatesBefore = exact(lobby).updates();
        Duration cpuBefore = peer.cpu();
        Tally churned = peer.load().churn(size.churnPerSecond(), size.churn());
        double seconds = size.churn().toMillis() / 1e3;
        Duration cpu = peer.cpu().minus(cpuBefore);
        if (churned.live() != size.viewers()) {
            throw new PeerFailure("only %,d of %,d viewers are in after the churn; %s"
                    .formatted(churned.live(), size.viewers(), churned.firstFailure()));
        }
        LobbyView after = exact(lobby);
        List<Double> delays = delays(peer, lobby);
        return new Measurement(
                Map.of(
                        "cpuShare",
                        cpu.toNanos() / 1e9 / seconds,
                        "framesPerSessionAndSecond",
                        (after.updates() - updatesBefore) / seconds / size.sessions(),
                        "exactMillis",
                        Math.max(0, after.at() - churned.lastJoin()) / 1e6,
                        "delayMillis",
                        delays.get(delays.size() / 2),
                        "delayMillisMost",
                        delays.get(delays.size() - 1)),
                true,
                List.of());
    }

    /** Each time one viewer leaves, after more than a quiet second, and comes back. */
    private List<Double> delays(RunningPeer peer, Load lobby) throws IOException, PeerFailure {
        List<Double> delays = new ArrayList<>();
        for (int auction = 1; auction <= size.probes(); auction++) {
            peer.load().pass(BETWEEN_PROBES);
            lobby.probe(auction, size.viewersPerAuction() - 1, EXACT_TIMEOUT);
            peer.load().pass(Duration.ofMillis(50)); // the other process has read its command by then
            long left = peer.load().one(false, auction);
            Probe probe = lobby.probed();
            if (probe.seen() != probe.watchers() || probe.watchers() == 0) {
                throw new PeerFailure("%,d of %,d sessions saw a change".formatted(probe.seen(), probe.watchers()));
            }
            delays.add((probe.last() - left) / 1e6);
            peer.load().one(true, auction);
        }
        return delays.stream().sorted().toList();
    }

    private static void open(Load load, int sessions, String whose) throws IOException, PeerFailure {
        Tally tally = load.open(sessions, JOINS_PER_SECOND, IN_FLIGHT, TIMEOUT);
        if (tally.live() != sessions) {
            throw new PeerFailure(
                    "only %,d of %,d %s joined; %s".formatted(tally.live(), sessions, whose, tally.firstFailure()));
        }
    }

    private LobbyView exact(Load lobby) throws IOException, PeerFailure {
        LobbyView view = lobby.exact(size.viewersPerAuction(), EXACT_TIMEOUT);
        if (view.exact() != size.sessions() || view.strangers() > 0) {
            throw new PeerFailure("%,d of %,d sessions of the lobby have all counts right; %,d counts of other auctions"
                    .formatted(view.exact(), size.sessions(), view.strangers()));
        }
        return view;
    }
}

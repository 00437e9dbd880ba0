package dev.turnout.bench.scenario;

import dev.turnout.bench.load.HttpViewerCrowd;
import dev.turnout.bench.load.ListSession;
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

/** The list of viewers of a large room while named viewers leave and join: cost of a change, and of a request. */
public final class ViewerList implements Scenario {

    private static final int SMALL_ROOM = 1_000;
    /** One session may send 50 packets at once. */
    private static final int REQUESTS = 40;

    private final int viewers;
    private final int changes;

    public ViewerList(boolean quick) {
        viewers = quick ? 5_000 : 100_000;
        changes = quick ? 2_000 : 20_000;
    }

    @Override
    public String name() {
        return "viewer-list";
    }

    @Override
    public String description() {
        return "%,d named viewers of one auction, of whom %,d leave and are replaced; then the list is requested %d times."
                .formatted(viewers, changes, REQUESTS);
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("cpuMicrosPerChange", "server CPU per leave and join, µs", 1, true),
                new Column("cpuMicrosInSmallRoom", "the same in a room of 1,000, µs", 1, false),
                new Column("listMillis", "request of the list, ms (median)", 2, false),
                new Column("listMillisMost", "at most", 2, false));
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

    /** Viewers that left keep their places for a while, so there have to be more places than viewers. */
    @Override
    public PeerSettings settings(Peer peer) throws IOException {
        return PeerSettings.with(Counter.INTERVAL).withEnvironment(Map.of("HTTP_SESSIONS", "" + 3 * viewers));
    }

    @Override
    public Measurement measure(RunningPeer peer) throws IOException, PeerFailure {
        try (HttpViewerCrowd crowd = HttpViewerCrowd.connect(peer.port())) {
            crowd.joinNamed(SMALL_ROOM);
            crowd.churn(changes); // compiles the code
            double small = microsPerChange(peer, crowd);
            crowd.leave();
            crowd.joinNamed(viewers);
            double large = microsPerChange(peer, crowd);
            List<Double> requests = requests(peer);
            return new Measurement(
                    Map.of(
                            "cpuMicrosPerChange",
                            large,
                            "cpuMicrosInSmallRoom",
                            small,
                            "listMillis",
                            requests.get(requests.size() / 2),
                            "listMillisMost",
                            requests.get(requests.size() - 1)),
                    true,
                    List.of());
        }
    }

    private double microsPerChange(RunningPeer peer, HttpViewerCrowd crowd) throws IOException, PeerFailure {
        Steps.quiet(peer);
        Duration before = peer.cpu();
        crowd.churn(changes);
        return peer.cpu().minus(before).toNanos() / 1e3 / changes;
    }

    private List<Double> requests(RunningPeer peer) throws IOException, PeerFailure {
        List<Double> millis = new ArrayList<>();
        try (ListSession session = ListSession.connect(peer.port())) {
            for (int i = 0; i < REQUESTS; i++) {
                ListSession.Answer answer = session.list();
                millis.add(answer.millis());
                String list = answer.list();
                int names = list.split("\"name\":\"Viewer ", -1).length - 1;
                if (names != 20 || !list.contains("\"current\":" + (viewers + 1))) {
                    throw new PeerFailure("a list has %d names: %s".formatted(names, list));
                }
            }
        }
        return millis.stream().sorted().toList();
    }
}

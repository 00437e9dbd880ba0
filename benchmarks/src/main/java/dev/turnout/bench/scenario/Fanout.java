package dev.turnout.bench.scenario;

import dev.turnout.bench.load.Delivered;
import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.PeerSettings;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.report.Column;
import dev.turnout.bench.report.Measurement;
import dev.turnout.bench.report.Sample;
import dev.turnout.bench.server.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One room, events to all of it: what a delivery costs, and when the last session has it. */
public final class Fanout implements Scenario {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Sizes sizes;

    public Fanout(Sizes sizes) {
        this.sizes = sizes;
    }

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public String description() {
        return "%,d sessions in one room, %,d events of %,d bytes at %.0f a second."
                .formatted(sizes.fanoutSessions(), sizes.events(), sizes.eventBytes(), sizes.eventsPerSecond());
    }

    @Override
    public List<Column> columns() {
        return List.of(
                new Column("cpuMicrosPerDelivery", "server CPU per delivered event, µs", 2, true),
                new Column("lastMillisP50", "last session, p50 ms", 1, false),
                new Column("lastMillisP99", "last session, p99 ms", 1, false));
    }

    @Override
    public int sessions() {
        return sizes.fanoutSessions();
    }

    @Override
    public int rooms() {
        return 1;
    }

    @Override
    public PeerSettings settings(Peer peer) throws IOException {
        return PeerSettings.with(Counter.INTERVAL).pinging(PeerSettings.HARDLY_A_PING);
    }

    @Override
    public Measurement measure(RunningPeer peer) throws IOException, PeerFailure {
        Steps.fill(peer, sessions());
        publish(peer, sizes.warmUpEvents());
        Steps.quiet(peer);
        Duration before = peer.cpu();
        Delivered delivered = publish(peer, sizes.events());
        Duration cpu = peer.cpu().minus(before);
        if (delivered.received() == 0) {
            throw new PeerFailure("no event arrived");
        }
        Sample latency = new Sample(delivered.millisToLast());
        Map<String, Double> figures = new HashMap<>(Map.of(
                "cpuMicrosPerDelivery", cpu.toNanos() / 1e3 / delivered.received(),
                "delivered", (double) delivered.received(),
                "lost", (double) delivered.lost(),
                "doubled", (double) delivered.doubled(),
                "late", (double) delivered.late(),
                "messageBytes", (double) delivered.longest()));
        if (!latency.isEmpty()) {
            figures.put("lastMillisP50", latency.percentile(50));
            figures.put("lastMillisP99", latency.percentile(99));
        }
        return new Measurement(figures, delivered.lost() == 0, remarks(delivered));
    }

    private Delivered publish(RunningPeer peer, int events) throws IOException {
        return peer.load().publish(events, sizes.eventBytes(), sizes.eventsPerSecond(), TIMEOUT);
    }

    private List<String> remarks(Delivered delivered) {
        List<String> remarks = new ArrayList<>();
        if (delivered.lost() + delivered.doubled() + delivered.late() + delivered.stale() > 0) {
            remarks.add("deliveries lost %,d, doubled %,d, out of order %,d, of an earlier run %,d"
                    .formatted(delivered.lost(), delivered.doubled(), delivered.late(), delivered.stale()));
        }
        if (delivered.shortest() != sizes.eventBytes() || delivered.longest() != sizes.eventBytes()) {
            remarks.add("messages of %,d to %,d bytes".formatted(delivered.shortest(), delivered.longest()));
        }
        if (delivered.refusals() > 0) {
            remarks.add("%,d of %,d publications refused".formatted(delivered.refusals(), delivered.answers()));
        }
        return remarks;
    }
}

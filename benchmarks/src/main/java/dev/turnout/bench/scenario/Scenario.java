package dev.turnout.bench.scenario;

import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.PeerSettings;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.report.Column;
import dev.turnout.bench.report.Measurement;
import java.io.IOException;
import java.util.List;

/** Something done to a freshly started peer. */
public interface Scenario {

    String name();

    /** What is done, in one sentence, for the readers of the table. */
    String description();

    List<Column> columns();

    /** The most sessions that are open at a time. */
    int sessions();

    /** Over how many rooms they are spread. */
    int rooms();

    /** Whether peers that differ only in when they send the count differ here. */
    default boolean tellsCountersApart() {
        return false;
    }

    /** Whether this server can do what is measured. */
    default boolean takesPart(Peer peer) {
        return true;
    }

    PeerSettings settings(Peer peer) throws IOException;

    /** @throws PeerFailure when the peer gives no figures */
    Measurement measure(RunningPeer peer) throws IOException, PeerFailure;
}

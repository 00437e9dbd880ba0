package dev.turnout.bench;

import dev.turnout.bench.load.Crowd;
import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.peer.Workbench;
import dev.turnout.bench.report.Measurement;
import dev.turnout.bench.report.Standing;
import dev.turnout.bench.scenario.Scenario;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs the peers through a scenario by turns, A B C A B C, each time freshly started. */
final class Contest {

    private final Workbench bench;
    private final List<Peer> peers;
    private final int rounds;
    private final int sessionsPerLoadProcess;
    private final Consumer<String> progress;

    Contest(Workbench bench, List<Peer> peers, int rounds, int sessionsPerLoadProcess, Consumer<String> progress) {
        this.bench = bench;
        this.peers = peers;
        this.rounds = rounds;
        this.sessionsPerLoadProcess = sessionsPerLoadProcess;
        this.progress = progress;
    }

    Standing run(Scenario scenario) {
        Standing standing = new Standing(scenario.name(), scenario.description(), scenario.columns());
        // A peer that did not finish a round would not finish the next one; the others continue.
        Set<Peer> out = new HashSet<>();
        for (int round = 1; round <= rounds; round++) {
            for (Peer peer : peers) {
                if (out.contains(peer)
                        || !scenario.takesPart(peer)
                        || (peer.isVariant() && !scenario.tellsCountersApart())) {
                    continue;
                }
                progress.accept("%s %d/%d: %s".formatted(scenario.name(), round, rounds, peer.word()));
                try {
                    Measurement measurement = turn(scenario, peer, round);
                    standing.add(peer.word(), measurement);
                    if (!measurement.complete()) {
                        out.add(peer);
                    }
                    progress.accept("  " + new TreeMap<>(measurement.figures()));
                } catch (PeerFailure | IOException e) {
                    out.add(peer);
                    standing.fail(peer.word(), String.valueOf(e.getMessage()));
                    progress.accept("  " + e.getMessage());
                }
            }
        }
        return standing;
    }

    private Measurement turn(Scenario scenario, Peer peer, int round) throws IOException, PeerFailure {
        Crowd crowd = Crowd.of(scenario.sessions(), sessionsPerLoadProcess, scenario.rooms());
        String label = "%s-%s-%d".formatted(scenario.name(), peer.word(), round);
        try (RunningPeer running = RunningPeer.start(bench, peer, scenario.settings(peer), crowd, label)) {
            return scenario.measure(running);
        }
    }
}

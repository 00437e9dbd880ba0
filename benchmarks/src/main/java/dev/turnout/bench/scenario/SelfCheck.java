package dev.turnout.bench.scenario;

import dev.turnout.bench.load.Crowd;
import dev.turnout.bench.load.Delivered;
import dev.turnout.bench.load.Settled;
import dev.turnout.bench.peer.Peer;
import dev.turnout.bench.peer.PeerSettings;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import dev.turnout.bench.peer.Workbench;
import dev.turnout.bench.server.Counter;
import java.io.IOException;
import java.time.Duration;

/**
 * Checks the measurement: the floor is made to lose, double, swap and miscount, and the load must report exactly that. In two
 * processes, so that putting their parts together is checked as well.
 */
public final class SelfCheck {

    private static final int SESSIONS = 100;

    /** Every tenth of these goes wrong for one session. */
    private static final int EVENTS = 45;

    private static final long WRONG = EVENTS / 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration HOPELESS = Duration.ofMillis(500);

    private record Seen(long exact, long lost, long doubled, long late) {}

    private final Workbench bench;

    public SelfCheck(Workbench bench) {
        this.bench = bench;
    }

    /** @throws PeerFailure when the load does not see what was done */
    public void run() throws IOException, PeerFailure {
        expect("none", new Seen(SESSIONS, 0, 0, 0));
        expect("lose", new Seen(SESSIONS, WRONG, 0, 0));
        expect("double", new Seen(SESSIONS, 0, WRONG, 0));
        expect("swap", new Seen(SESSIONS, 0, 0, WRONG));
        expect("miscount", new Seen(0, 0, 0, 0));
    }

    private void expect(String fault, Seen expected) throws IOException, PeerFailure {
        PeerSettings settings = PeerSettings.with(Counter.INTERVAL).wrong(fault);
        try (RunningPeer floor = RunningPeer.start(bench, Peer.FLOOR, settings, new Crowd(2, 1), "check-" + fault)) {
            floor.load().open(SESSIONS, 0, SESSIONS, TIMEOUT);
            Settled settled = floor.load().settle(SESSIONS, expected.exact() == 0 ? HOPELESS : TIMEOUT);
            Delivered delivered = floor.load().publish(EVENTS, 230, 300, TIMEOUT);
            Seen seen = new Seen(settled.settled(), delivered.lost(), delivered.doubled(), delivered.late());
            if (!seen.equals(expected)) {
                throw new PeerFailure("the load generator is not to be trusted: with the fault '%s' it saw %s, not %s"
                        .formatted(fault, seen, expected));
            }
        }
    }
}

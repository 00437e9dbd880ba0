package dev.turnout.bench.scenario;

import dev.turnout.bench.load.Settled;
import dev.turnout.bench.load.Tally;
import dev.turnout.bench.peer.RunningPeer;
import dev.turnout.bench.peer.RunningPeer.PeerFailure;
import java.io.IOException;
import java.time.Duration;

/** What scenarios have in common. */
final class Steps {

    private static final int JOINS_PER_SECOND = 2_000;
    private static final int IN_FLIGHT = 500;
    private static final Duration SETTLE_TIMEOUT = Duration.ofSeconds(30);

    /** A server that uses less of its core than this has finished what it was at. */
    private static final double QUIET_SHARE = 0.05;

    private static final Duration QUIET_LOOK = Duration.ofMillis(500);
    private static final int QUIET_LOOKS = 20;

    private Steps() {}

    /**
     * Connects sessions at a moderate rate, until each has received the count.
     *
     * @throws PeerFailure when not all were connected or not all received it
     */
    static void fill(RunningPeer peer, int sessions) throws IOException, PeerFailure {
        Duration timeout = Duration.ofSeconds(60 + sessions / 500);
        Tally tally = peer.load().open(sessions, JOINS_PER_SECOND, IN_FLIGHT, timeout);
        if (tally.live() < sessions) {
            throw new PeerFailure(
                    "only %,d of %,d sessions joined; %s".formatted(tally.live(), sessions, tally.firstFailure()));
        }
        Settled settled = peer.load().settle(sessions, SETTLE_TIMEOUT);
        if (settled.settled() < sessions) {
            throw new PeerFailure(
                    "only %,d of %,d sessions were told the right count".formatted(settled.settled(), sessions));
        }
    }

    /** Waits until the server has nothing left to do, or does not come to an end of it. */
    static void quiet(RunningPeer peer) throws IOException, PeerFailure {
        Duration before = peer.cpu();
        for (int look = 0; look < QUIET_LOOKS; look++) {
            peer.load().pass(QUIET_LOOK);
            Duration now = peer.cpu();
            if (now.minus(before).toMillis() < QUIET_LOOK.toMillis() * QUIET_SHARE) {
                return;
            }
            before = now;
        }
    }
}

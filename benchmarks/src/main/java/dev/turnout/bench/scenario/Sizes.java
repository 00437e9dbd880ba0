package dev.turnout.bench.scenario;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param events published while the processor time is taken, after {@code warmUpEvents}
 * @param eventBytes length of one Socket.IO message
 * @param eventsPerSecond so few that every peer keeps up
 * @param stormWarmUp joins of the smaller storm before the one that counts
 * @param inFlight joins under way at a time in a storm
 * @param stormTimeout after which a peer that is not done is stopped
 * @param idleWindow over which idle processor time is taken: a multiple of the ping interval, or zero to skip it
 */
public record Sizes(
        int fanoutSessions,
        int warmUpEvents,
        int events,
        int eventBytes,
        double eventsPerSecond,
        int stormSessions,
        int stormWarmUp,
        int inFlight,
        Duration stormTimeout,
        int idleSessions,
        Duration idleWindow) {

    public static final Sizes FULL = new Sizes(
            5_000, 40, 100, 230, 5, 19_000, 5_000, 1_000, Duration.ofSeconds(60), 18_000, Duration.ofSeconds(50));

    /** Enough to see that everything works and about where it stands. */
    public static final Sizes QUICK =
            new Sizes(1_000, 20, 40, 230, 20, 1_000, 1_000, 500, Duration.ofSeconds(5), 5_000, Duration.ZERO);
}

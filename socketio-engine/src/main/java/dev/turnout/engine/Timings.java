package dev.turnout.engine;

import java.time.Duration;

/**
 * How long the engine waits.
 *
 * @param pingInterval between two pings of the server (revision 4) or of the client (revision 3)
 * @param pingTimeout how long an answer to a ping may take
 * @param handshakeTimeout from an accepted TCP connection to a complete HTTP request
 * @param connectTimeout from an opened connection to its first CONNECT packet
 * @param upgradeTimeout from a probing websocket to its upgrade packet
 * @param recovery how long a lost session can be continued; zero switches recovery off
 */
public record Timings(
        Duration pingInterval,
        Duration pingTimeout,
        Duration handshakeTimeout,
        Duration connectTimeout,
        Duration upgradeTimeout,
        Duration recovery) {

    public static final Timings DEFAULTS = new Timings(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2));
}

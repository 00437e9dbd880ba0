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
 * @param keepAliveTimeout how long an HTTP connection may stay open between two requests
 * @param responseTimeout from an HTTP answer to the moment the client has taken all of it
 */
public record Timings(
        Duration pingInterval,
        Duration pingTimeout,
        Duration handshakeTimeout,
        Duration connectTimeout,
        Duration upgradeTimeout,
        Duration recovery,
        Duration keepAliveTimeout,
        Duration responseTimeout) {

    /** Longer than the minute for which most balancers and browsers keep a connection: they close it first. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

    private static final Duration RESPONSE = Duration.ofSeconds(30);

    /** With the defaults for HTTP connections. */
    public Timings(
            Duration pingInterval,
            Duration pingTimeout,
            Duration handshakeTimeout,
            Duration connectTimeout,
            Duration upgradeTimeout,
            Duration recovery) {
        this(
                pingInterval,
                pingTimeout,
                handshakeTimeout,
                connectTimeout,
                upgradeTimeout,
                recovery,
                KEEP_ALIVE,
                RESPONSE);
    }

    public Timings withHttp(Duration keepAlive, Duration response) {
        return new Timings(
                pingInterval,
                pingTimeout,
                handshakeTimeout,
                connectTimeout,
                upgradeTimeout,
                recovery,
                keepAlive,
                response);
    }

    public static final Timings DEFAULTS = new Timings(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2));
}

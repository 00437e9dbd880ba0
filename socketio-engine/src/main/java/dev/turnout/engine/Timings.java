package dev.turnout.engine;

import java.time.Duration;

/**
 * How long the engine waits. Timings are made of {@link #DEFAULTS} by {@code withX}.
 *
 * @param pingInterval between two pings of the server (revision 4) or of the client (revision 3)
 * @param pingTimeout how long an answer to a ping may take
 * @param handshakeTimeout from an accepted TCP connection to the head of its first request, and from a head to the end of its request
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

    /** A kept connection stays longer than the minute of most balancers and browsers, so that they close it first. */
    public static final Timings DEFAULTS = of(
            Duration.ofSeconds(25),
            Duration.ofSeconds(20),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2),
            Duration.ofSeconds(75),
            Duration.ofSeconds(30));

    /** Of the components in their order. */
    private static Timings of(Duration... values) {
        return new Timings(values[0], values[1], values[2], values[3], values[4], values[5], values[6], values[7]);
    }

    private Timings with(int component, Duration value) {
        Duration[] values = {
            pingInterval,
            pingTimeout,
            handshakeTimeout,
            connectTimeout,
            upgradeTimeout,
            recovery,
            keepAliveTimeout,
            responseTimeout
        };
        values[component] = value;
        return of(values);
    }

    /** How long events are kept for lost sessions, whose loss is noticed after a ping interval and timeout at the latest. */
    public Duration eventsKept() {
        return recovery.plus(pingInterval).plus(pingTimeout);
    }

    public Timings withPingInterval(Duration value) {
        return with(0, value);
    }

    public Timings withPingTimeout(Duration value) {
        return with(1, value);
    }

    public Timings withHandshakeTimeout(Duration value) {
        return with(2, value);
    }

    public Timings withConnectTimeout(Duration value) {
        return with(3, value);
    }

    public Timings withUpgradeTimeout(Duration value) {
        return with(4, value);
    }

    public Timings withRecovery(Duration value) {
        return with(5, value);
    }

    public Timings withKeepAliveTimeout(Duration value) {
        return with(6, value);
    }

    public Timings withResponseTimeout(Duration value) {
        return with(7, value);
    }
}

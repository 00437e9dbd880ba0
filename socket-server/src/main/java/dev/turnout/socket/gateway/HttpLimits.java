package dev.turnout.socket.gateway;

/**
 * Limits on sessions without a socket. One counts until its lease expires, even when the session has left
 * before, so these are also the most that may join in a minute.
 *
 * @param sessions in all
 * @param sessionsPerAddress from one IPv4 address or IPv6 /64; 0 = no limit
 */
public record HttpLimits(int sessions, int sessionsPerAddress) {

    public static final HttpLimits DEFAULTS = new HttpLimits(100_000, 1000);
}

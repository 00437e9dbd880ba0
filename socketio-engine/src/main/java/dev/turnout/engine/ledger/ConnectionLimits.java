package dev.turnout.engine.ledger;

import dev.turnout.engine.Limits;

/**
 * The limits of a {@link CountingLedger}; 0 means no limit.
 *
 * @param perAddress connections, and sessions, of one IPv4 address or IPv6 /64
 * @param total connections, and sessions, in total
 * @param newPerSecond new sessions per second in total
 * @param pending sessions that have not connected to a namespace yet, and the bytes kept for their handshakes
 */
public record ConnectionLimits(int perAddress, int total, int newPerSecond, Pending pending) {

    /**
     * @param sessionsPerAddress sessions of one address
     * @param sessions sessions in total
     * @param bytesPerAddress bytes kept for one address
     * @param bytes bytes kept in total
     */
    public record Pending(int sessionsPerAddress, int sessions, int bytesPerAddress, int bytes) {

        public static final Pending DEFAULTS = new Pending(500, 20_000, 4 * 1024 * 1024, 32 * 1024 * 1024);

        public static final Pending UNLIMITED = new Pending(0, 0, 0, 0);

        /** The same limits in total, and none per address. */
        public Pending withoutLimitsPerAddress() {
            return new Pending(0, sessions, 0, bytes);
        }
    }

    /** The limits of an engine that is given no ledger. Without a limit per address there is none of any kind. */
    public static ConnectionLimits of(Limits limits) {
        int perAddress = limits.connectionsPerAddress();
        Pending pending = perAddress == 0 ? Pending.DEFAULTS.withoutLimitsPerAddress() : Pending.DEFAULTS;
        return new ConnectionLimits(perAddress, limits.maxConnections(), limits.newConnectionsPerSecond(), pending);
    }
}

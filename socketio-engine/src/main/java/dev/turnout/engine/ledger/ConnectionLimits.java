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
     * @param bytesPerAddress bytes kept for one address; as many again of requests and messages that are not complete
     * @param bytes bytes kept in total; likewise
     */
    public record Pending(int sessionsPerAddress, int sessions, int bytesPerAddress, int bytes) {

        public static final Pending UNLIMITED = new Pending(0, 0, 0, 0);

        /** The limits in total, and those per address when there is to be one of any kind. */
        public static Pending defaults(boolean perAddress) {
            return new Pending(perAddress ? 500 : 0, 20_000, perAddress ? 4 * 1024 * 1024 : 0, 32 * 1024 * 1024);
        }
    }

    /** The limits of an engine that is given no ledger. Without a limit per address there is none of any kind. */
    public static ConnectionLimits of(Limits limits) {
        return of(limits, Pending.defaults(limits.connectionsPerAddress() > 0));
    }

    public static ConnectionLimits of(Limits limits, Pending pending) {
        return new ConnectionLimits(
                limits.connectionsPerAddress(), limits.maxConnections(), limits.newConnectionsPerSecond(), pending);
    }
}

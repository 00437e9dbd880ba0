package dev.turnout.engine;

/**
 * The bounds that protect everybody from anybody. Reaching one ends or refuses only who reached it, with a
 * {@link CloseReason} or {@link Refusal} of its own.
 *
 * @param maxPayload bytes of one websocket message, one polling body or one plain HTTP body
 * @param packetsPerSecond packets a session may send per second in the long run; 0 = no limit
 * @param packetBurst packets a session may send at once
 * @param connectionsPerAddress connections from one IPv4 address or IPv6 /64; 0 = no limit
 * @param maxConnections connections in all; 0 = no limit
 * @param newConnectionsPerSecond new sessions per second in all, above it 503 with Retry-After; 0 = no limit
 * @param namespacesPerConnection namespaces one connection may be in at a time
 * @param attachments binary attachments of one packet
 * @param jsonDepth nesting of one packet's JSON
 * @param outboundQueueBytes bytes that wait for a client that does not read
 * @param recoveryBytes bytes of events kept per room for connection state recovery
 */
public record Limits(
        int maxPayload,
        int packetsPerSecond,
        int packetBurst,
        int connectionsPerAddress,
        int maxConnections,
        int newConnectionsPerSecond,
        int namespacesPerConnection,
        int attachments,
        int jsonDepth,
        int outboundQueueBytes,
        int recoveryBytes) {

    public static final Limits DEFAULTS = new Limits(64 * 1024, 20, 50, 1000, 0, 0, 1, 0, 32, 1024 * 1024, 1024 * 1024);
}

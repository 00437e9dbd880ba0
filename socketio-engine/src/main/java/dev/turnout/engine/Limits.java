package dev.turnout.engine;

/**
 * The bounds that protect the server and its other clients from any one client. Reaching one of a session or an address
 * ends or refuses only the client that reached it, with a {@link CloseReason} or {@link Refusal} of its own. Limits are
 * made of {@link #DEFAULTS} by {@code withX}.
 *
 * @param maxPayload bytes of one WebSocket message, one polling body or one plain HTTP body
 * @param packetsPerSecond packets a session may send per second in the long run; 0 = no limit
 * @param packetBurst packets a session may send at once
 * @param connectionsPerAddress connections of one IPv4 address or IPv6 /64, and as many sessions; 0 = no limit
 * @param maxConnections connections in all, and as many sessions; 0 = no limit
 * @param newConnectionsPerSecond new sessions per second in all, above it 503 with Retry-After; 0 = no limit
 * @param namespacesPerConnection namespaces one connection may be in at a time
 * @param attachments binary attachments of one packet
 * @param jsonDepth nesting of one packet's JSON
 * @param outboundQueueBytes bytes that wait for a client that does not read
 * @param recoveryBytes bytes of events kept per room for connection state recovery
 * @param recoveryTotalBytes bytes of events kept for connection state recovery in all
 * @param outboundTotalBytes bytes that wait for all clients that do not read; above it the sessions with the largest
 *     queues are closed; 0 = no limit
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
        int recoveryBytes,
        int recoveryTotalBytes,
        int outboundTotalBytes) {

    public static final Limits DEFAULTS =
            of(64 * 1024, 20, 50, 1000, 0, 0, 1, 0, 32, 1024 * 1024, 1024 * 1024, 32 * 1024 * 1024, 64 * 1024 * 1024);

    /** Of the components in their order. */
    private static Limits of(int... values) {
        return new Limits(
                values[0],
                values[1],
                values[2],
                values[3],
                values[4],
                values[5],
                values[6],
                values[7],
                values[8],
                values[9],
                values[10],
                values[11],
                values[12]);
    }

    private Limits with(int component, int value) {
        int[] values = {
            maxPayload,
            packetsPerSecond,
            packetBurst,
            connectionsPerAddress,
            maxConnections,
            newConnectionsPerSecond,
            namespacesPerConnection,
            attachments,
            jsonDepth,
            outboundQueueBytes,
            recoveryBytes,
            recoveryTotalBytes,
            outboundTotalBytes
        };
        values[component] = value;
        return of(values);
    }

    public Limits withMaxPayload(int value) {
        return with(0, value);
    }

    public Limits withPacketsPerSecond(int value) {
        return with(1, value);
    }

    public Limits withPacketBurst(int value) {
        return with(2, value);
    }

    public Limits withConnectionsPerAddress(int value) {
        return with(3, value);
    }

    public Limits withMaxConnections(int value) {
        return with(4, value);
    }

    public Limits withNewConnectionsPerSecond(int value) {
        return with(5, value);
    }

    public Limits withNamespacesPerConnection(int value) {
        return with(6, value);
    }

    public Limits withAttachments(int value) {
        return with(7, value);
    }

    public Limits withJsonDepth(int value) {
        return with(8, value);
    }

    public Limits withOutboundQueueBytes(int value) {
        return with(9, value);
    }

    public Limits withRecoveryBytes(int value) {
        return with(10, value);
    }

    public Limits withRecoveryTotalBytes(int value) {
        return with(11, value);
    }

    public Limits withOutboundTotalBytes(int value) {
        return with(12, value);
    }
}

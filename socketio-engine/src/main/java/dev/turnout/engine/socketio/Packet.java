package dev.turnout.engine.socketio;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A Socket.IO packet from a client.
 *
 * @param attachments binary messages that follow
 * @param namespace {@code /} or {@code /name}, without the query that 2.x clients append
 * @param id of the acknowledgement that is requested or given, or {@link #NO_ID}
 * @param data null when there is none
 */
record Packet(
        SocketIoPacketType type,
        int attachments,
        String namespace,
        long id,
        @Nullable JsonNode data) {

    static final long NO_ID = -1;

    Packet with(JsonNode newData) {
        return new Packet(type, attachments, namespace, id, newData);
    }
}

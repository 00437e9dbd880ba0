package dev.turnout.engine.socketio;

import org.jspecify.annotations.Nullable;

/** The packet types of Socket.IO; on the wire a type is its ordinal as one digit. */
enum PacketType {
    CONNECT,
    DISCONNECT,
    EVENT,
    ACK,
    CONNECT_ERROR,
    BINARY_EVENT,
    BINARY_ACK;

    private static final PacketType[] TYPES = values();

    static @Nullable PacketType ofDigit(int character) {
        int code = character - '0';
        return code >= 0 && code < TYPES.length ? TYPES[code] : null;
    }

    boolean isBinary() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }
}

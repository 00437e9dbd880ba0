package dev.turnout.engine.socketio;

import org.jspecify.annotations.Nullable;

/** The packet types of Socket.IO; on the wire a type is one digit. */
enum SocketIoPacketType {
    CONNECT(0),
    DISCONNECT(1),
    EVENT(2),
    ACK(3),
    CONNECT_ERROR(4),
    BINARY_EVENT(5),
    BINARY_ACK(6);

    private static final SocketIoPacketType[] TYPES = values();

    private final int code;

    SocketIoPacketType(int code) {
        this.code = code;
    }

    /** The number of the type on the wire. */
    int code() {
        return code;
    }

    static @Nullable SocketIoPacketType ofDigit(int character) {
        int code = character - '0';
        return code >= 0 && code < TYPES.length ? TYPES[code] : null;
    }

    boolean isBinary() {
        return this == BINARY_EVENT || this == BINARY_ACK;
    }
}

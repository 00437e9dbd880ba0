package dev.turnout.engine.socketio;

import dev.turnout.engine.CloseReason;

/** A client sent what ends its connection. Carries no stack trace and no content: it is the client's fault, and data. */
final class PacketException extends Exception {

    private static final long serialVersionUID = 1;

    private final CloseReason reason;

    PacketException(CloseReason reason, String what) {
        super(what, null, false, false);
        this.reason = reason;
    }

    static PacketException malformed(String what) {
        return new PacketException(CloseReason.PARSE_ERROR, what);
    }

    CloseReason reason() {
        return reason;
    }
}

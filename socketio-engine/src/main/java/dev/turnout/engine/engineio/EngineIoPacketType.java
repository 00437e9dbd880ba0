package dev.turnout.engine.engineio;

import org.jspecify.annotations.Nullable;

/** The packet types of Engine.IO; on the wire a type is one digit. */
public enum EngineIoPacketType {
    OPEN(0),
    CLOSE(1),
    PING(2),
    PONG(3),
    MESSAGE(4),
    UPGRADE(5),
    NOOP(6);

    private static final EngineIoPacketType[] TYPES = values();

    private final int code;

    EngineIoPacketType(int code) {
        this.code = code;
    }

    /** The number of the type on the wire. */
    int code() {
        return code;
    }

    /** The character that a text packet of this type begins with. */
    byte digit() {
        return (byte) ('0' + code);
    }

    static @Nullable EngineIoPacketType ofDigit(int character) {
        return ofCode(character - '0');
    }

    /** The type of a binary packet of revision 3. */
    static @Nullable EngineIoPacketType ofCode(int code) {
        return code >= 0 && code < TYPES.length ? TYPES[code] : null;
    }
}

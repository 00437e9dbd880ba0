package dev.turnout.engine.engineio;

import org.jspecify.annotations.Nullable;

/** The packet types of Engine.IO; on the wire a type is its ordinal as one digit. */
public enum PacketType {
    OPEN,
    CLOSE,
    PING,
    PONG,
    MESSAGE,
    UPGRADE,
    NOOP;

    private static final PacketType[] TYPES = values();

    /** The character that a text packet of this type begins with. */
    byte digit() {
        return (byte) ('0' + ordinal());
    }

    static @Nullable PacketType ofDigit(int character) {
        return ofCode(character - '0');
    }

    /** The type of a binary packet of revision 3. */
    static @Nullable PacketType ofCode(int code) {
        return code >= 0 && code < TYPES.length ? TYPES[code] : null;
    }
}

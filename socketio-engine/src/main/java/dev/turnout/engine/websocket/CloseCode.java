package dev.turnout.engine.websocket;

import dev.turnout.engine.CloseReason;

/** Status codes that this server sends in a close frame (RFC 6455, section 7.4.1). */
public enum CloseCode {
    NORMAL(1000),
    GOING_AWAY(1001),
    PROTOCOL_ERROR(1002),
    INVALID_DATA(1007),
    POLICY_VIOLATION(1008),
    TOO_BIG(1009);

    private final int number;

    CloseCode(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The status to send when a connection ends for that reason. */
    public static CloseCode of(CloseReason reason) {
        return switch (reason) {
            case PARSE_ERROR -> PROTOCOL_ERROR;
            case SERVER_SHUTTING_DOWN -> GOING_AWAY;
            case PACKET_RATE, NAMESPACE_LIMIT, ATTACHMENT_LIMIT, JSON_DEPTH -> POLICY_VIOLATION;
            case PAYLOAD_TOO_LARGE -> TOO_BIG;
            default -> NORMAL;
        };
    }

    /** Whether a client may send this status (RFC 6455, section 7.4). */
    static boolean isAllowedFromClient(int number) {
        boolean known = number >= 1000 && number <= 1014 && number != 1004 && number != 1005 && number != 1006;
        boolean registered = number >= 3000 && number <= 4999;
        return known || registered;
    }
}

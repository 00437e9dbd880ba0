package dev.turnout.engine.websocket;

/** Status codes of the WebSocket layer in a close frame (RFC 6455, section 7.4.1). */
public enum CloseCode {
    NORMAL(1000),
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

    /** Whether a client may send this status (RFC 6455, section 7.4). */
    static boolean isAllowedFromClient(int number) {
        boolean known = number >= 1000 && number <= 1014 && number != 1004 && number != 1005 && number != 1006;
        boolean registered = number >= 3000 && number <= 4999;
        return known || registered;
    }
}

package dev.turnout.engine;

/** Why a connection or request was turned away before there was a session. */
public enum Refusal {
    ORIGIN("origin"),
    BAD_REQUEST("bad request"),
    HANDSHAKE_TIMEOUT("handshake timeout"),
    CONNECTIONS_PER_ADDRESS("connections per address"),
    MAX_CONNECTIONS("max connections"),
    NEW_CONNECTIONS_PER_SECOND("new connections per second"),
    PENDING_SESSIONS_PER_ADDRESS("pending sessions per address"),
    PENDING_SESSIONS("pending sessions"),
    PENDING_BYTES_PER_ADDRESS("pending bytes per address"),
    PENDING_BYTES("pending bytes"),
    SHUTTING_DOWN("shutting down"),
    BODY_TOO_LARGE("body too large"),
    /** The client of a plain HTTP answer did not take it in time, or too much waited for such clients together. */
    SLOW_READER("slow reader");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** The reason in words, as logs and metrics show it. */
    public String text() {
        return text;
    }
}

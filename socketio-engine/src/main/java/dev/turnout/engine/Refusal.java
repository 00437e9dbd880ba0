package dev.turnout.engine;

/** Why a connection or request was refused before there was a session. */
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
    /** The client did not read a plain HTTP response in time, or too many bytes waited for all such clients. */
    SLOW_READER("slow reader");

    private final String text;

    Refusal(String text) {
        this.text = text;
    }

    /** The reason in logs and metrics. */
    public String text() {
        return text;
    }
}

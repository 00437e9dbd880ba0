package dev.turnout.engine;

/** Why a session ended. The words are those of Socket.IO where it has some. */
public enum CloseReason {
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect"),
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect"),
    SERVER_SHUTTING_DOWN("server shutting down"),
    FORCED_SERVER_CLOSE("forced server close"),
    TRANSPORT_CLOSE("transport close"),
    TRANSPORT_ERROR("transport error"),
    PING_TIMEOUT("ping timeout"),
    PARSE_ERROR("parse error"),
    /** The client connected to no namespace in time, or was refused by the only one it could have. */
    CONNECT_TIMEOUT("connect timeout"),
    CONNECT_REFUSED("connect refused"),
    /** The same client came back on another connection while this one was half open. */
    REPLACED("replaced"),
    PAYLOAD_TOO_LARGE("payload too large"),
    PACKET_RATE("packet rate"),
    NAMESPACE_LIMIT("namespace limit"),
    ATTACHMENT_LIMIT("attachment limit"),
    JSON_DEPTH("json depth"),
    OUTBOUND_QUEUE_FULL("outbound queue full"),
    /** Something that was to be sent could not be encoded or written because of a failure of the server. */
    SEND_FAILED("send failed");

    private final String text;

    CloseReason(String text) {
        this.text = text;
    }

    /** Whether a client may continue a session that ended so (connection state recovery): its connection was lost. */
    public boolean isRecoverable() {
        return switch (this) {
            case TRANSPORT_CLOSE,
                    TRANSPORT_ERROR,
                    PING_TIMEOUT,
                    FORCED_SERVER_CLOSE,
                    OUTBOUND_QUEUE_FULL,
                    SEND_FAILED,
                    REPLACED -> true;
            default -> false;
        };
    }

    /** The reason in words, as logs and metrics show it. */
    public String text() {
        return text;
    }
}

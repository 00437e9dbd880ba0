package dev.turnout.engine;

import static dev.turnout.engine.CloseReason.Afterwards.MAY_RECONNECT;
import static dev.turnout.engine.CloseReason.Afterwards.MAY_RECOVER;
import static dev.turnout.engine.CloseReason.Afterwards.STAYS_AWAY;

/** Why a session ended. The texts are those of Socket.IO where it has one. */
public enum CloseReason {
    CLIENT_NAMESPACE_DISCONNECT("client namespace disconnect", 1000, STAYS_AWAY),
    SERVER_NAMESPACE_DISCONNECT("server namespace disconnect", 1000, STAYS_AWAY),
    SERVER_SHUTTING_DOWN("server shutting down", 1001, MAY_RECONNECT),
    FORCED_SERVER_CLOSE("forced server close", 1000, MAY_RECOVER),
    TRANSPORT_CLOSE("transport close", 1000, MAY_RECOVER),
    TRANSPORT_ERROR("transport error", 1000, MAY_RECOVER),
    PING_TIMEOUT("ping timeout", 1000, MAY_RECOVER),
    PARSE_ERROR("parse error", 1002, MAY_RECONNECT),
    /** The client connected to no namespace in time. */
    CONNECT_TIMEOUT("connect timeout", 1000, MAY_RECONNECT),
    /** The client was refused by the only namespace it requested. */
    CONNECT_REFUSED("connect refused", 1000, MAY_RECONNECT),
    /** The same client reconnected while this connection was half open. */
    REPLACED("replaced", 1000, MAY_RECOVER),
    /** What it has missed cannot be determined: the log from which it was continued has been replaced by another one. */
    EVENT_LOG_REPLACED("event log replaced", 1000, MAY_RECONNECT),
    PAYLOAD_TOO_LARGE("payload too large", 1009, MAY_RECONNECT),
    PACKET_RATE("packet rate", 1008, MAY_RECONNECT),
    NAMESPACE_LIMIT("namespace limit", 1008, MAY_RECONNECT),
    ATTACHMENT_LIMIT("attachment limit", 1008, MAY_RECONNECT),
    /** The client's address, or all together, had too many bytes of messages that were not complete. */
    INCOMPLETE_MESSAGES("incomplete messages", 1008, MAY_RECONNECT),
    JSON_DEPTH("json depth", 1008, MAY_RECONNECT),
    /** Too many bytes waited for this client ({@link Limits#outboundQueueBytes}). */
    OUTBOUND_QUEUE_FULL("outbound queue full", 1000, MAY_RECOVER),
    /** Too many bytes waited for all clients, most of them for this one ({@link Limits#outboundTotalBytes}). */
    OUTBOUND_TOTAL_FULL("outbound total full", 1000, MAY_RECOVER),
    /** Something that was to be sent could not be encoded or written because of a failure of the server. */
    SEND_FAILED("send failed", 1000, MAY_RECOVER);

    /** What a client may do after its session has ended. */
    enum Afterwards {
        /** It left, or was made to leave: official clients do not reconnect by themselves. */
        STAYS_AWAY,
        /** It reconnects and gets a new session. */
        MAY_RECONNECT,
        /** Its connection was lost: it reconnects and may continue the session (connection state recovery). */
        MAY_RECOVER
    }

    private final String text;
    private final int closeCode;
    private final Afterwards afterwards;

    CloseReason(String text, int closeCode, Afterwards afterwards) {
        this.text = text;
        this.closeCode = closeCode;
        this.afterwards = afterwards;
    }

    /** The reason in logs and metrics. */
    public String text() {
        return text;
    }

    /** The status code of the WebSocket close frame (RFC 6455, section 7.4.1). */
    public int closeCode() {
        return closeCode;
    }

    /** Whether an official client reconnects without a call of the application. */
    public boolean mayReconnect() {
        return afterwards != Afterwards.STAYS_AWAY;
    }

    /** Whether a client may continue a session that ended so (connection state recovery). */
    public boolean isRecoverable() {
        return afterwards == Afterwards.MAY_RECOVER;
    }
}

package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import io.netty.buffer.ByteBuf;

/** The layer above one {@link EngineIoSession}. Called on the session's loop; must not block. */
public interface EngineIoListener {

    /** The session is open; what is sent from here follows the open packet. Called once, first. */
    void opened();

    /** A text message; well-formed UTF-8, valid during the call only. */
    void text(ByteBuf message);

    /** A binary message; valid during the call only. */
    void binary(ByteBuf message);

    /** Close reason when the peer closes the transport. An earlier DISCONNECT packet takes precedence. */
    default CloseReason closeReasonOfClient() {
        return CloseReason.TRANSPORT_CLOSE;
    }

    /** The session has ended; called exactly once. */
    void closed(CloseReason reason);
}

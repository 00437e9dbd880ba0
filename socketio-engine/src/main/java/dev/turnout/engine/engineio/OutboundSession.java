package dev.turnout.engine.engineio;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.websocket.WebSocket;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a session sends. Packets that a slow client cannot take now wait in a queue, until its WebSocket has sent what it
 * has or its next GET comes; at the end a WebSocket is sent its queue, and then the close frame. A superclass, not a
 * field: a delivery to thousands of sessions loads one object less of each. Confined to the session's loop.
 */
abstract class OutboundSession extends Heartbeat {

    private static final Logger log = LoggerFactory.getLogger(OutboundSession.class);

    private @Nullable WebSocket webSocket;
    private @Nullable OutboundQueue queue;
    private boolean webSocketClosed;
    private boolean sendingEnded;
    private int closeCode;

    OutboundSession(EngineLoop loop, WireForm form, @Nullable WebSocket webSocket) {
        super(loop, form);
        this.webSocket = webSocket;
    }

    /** False from the session's end on, also before its transport is closed. */
    abstract boolean isOpen();

    abstract void end(CloseReason reason, Ending ending);

    /** Packets were queued for a client that polls. */
    abstract void queuedForPolling();

    // ---- packets

    /**
     * Sends now if the client can take it, else keeps it within the limits; does nothing after the end. Never throws: a
     * failure ends this session, and a broadcast continues with the others.
     */
    @Override
    public final void send(FrameSource source) {
        if (isOpen()) {
            sendOrQueue(source);
        }
    }

    private void sendOrQueue(FrameSource source) {
        if (sendingEnded) {
            return; // a later packet would hide that one is missing
        }
        try {
            WebSocket socket = webSocket;
            if (socket == null) {
                enqueue(source.outbound(), 0);
                queuedForPolling();
            } else if (queue == null && !socket.isBacklogged()) {
                source.sendTo(socket, form());
            } else {
                if (queue == null) {
                    socket.whenDrained(this::drained);
                }
                enqueue(source.outbound(), socket.pendingBytes());
            }
        } catch (RuntimeException | Error e) { // also no memory for the frames
            loop().failures().error(log, "sending to a session failed", "it is closed", e);
            endSending(CloseReason.SEND_FAILED);
        }
    }

    private void enqueue(Outbound outbound, long pendingInSocket) {
        if (queue == null) {
            queue = new OutboundQueue(loop().budget());
        }
        if (queue.add(outbound)) {
            loop().counters().replacedOne();
        }
        if (outbound.latestKey() == null && queue.messageBytes() + pendingInSocket > loop().outboundQueueBytes()) {
            endSending(CloseReason.OUTBOUND_QUEUE_FULL);
        }
    }

    /** The socket has sent what it had. */
    private void drained() {
        sendQueued();
        if (closeCode == 0) {
            return;
        }
        if (sendingEnded) {
            abort();
        } else if (queue == null) {
            webSocket().close(closeCode);
        }
    }

    /**
     * Sends nothing more and ends the session in a task of its own: the current task may be in the middle of a broadcast
     * to the session's room.
     */
    private void endSending(CloseReason reason) {
        stopSending();
        loop().eventLoop().execute(() -> end(reason, Ending.ABORT));
    }

    /** Ends the session without what is queued for it. */
    final void discard(CloseReason reason) {
        stopSending();
        end(reason, Ending.ABORT);
    }

    private void stopSending() {
        sendingEnded = true;
        takeQueued();
    }

    /** Whether packets that were given to it are missing. */
    final boolean isSendingEnded() {
        return sendingEnded;
    }

    // ---- the queue

    final boolean hasQueued() {
        return queue != null && !queue.isEmpty();
    }

    final int queuedBytes() {
        return queue == null ? 0 : queue.bytes();
    }

    /** Empties the queue. */
    final List<Outbound> takeQueued() {
        OutboundQueue taken = queue;
        queue = null;
        return taken == null ? List.of() : taken.takeAll();
    }

    private void sendQueued() {
        takeQueued().forEach(this::sendOrQueue);
    }

    // ---- the WebSocket

    final boolean hasWebSocket() {
        return webSocket != null;
    }

    final WebSocket webSocket() {
        if (webSocket == null) {
            throw new IllegalStateException("no WebSocket");
        }
        return webSocket;
    }

    /** What is queued and all that follows is sent by the WebSocket. */
    final void switchTo(WebSocket socket) {
        webSocket = socket;
        sendQueued();
    }

    final void webSocketClosed() {
        webSocketClosed = true;
        takeQueued();
    }

    /** Sends what is queued and the close frame, within the close timeout; or closes it at once. */
    final void closeWebSocket(Ending ending, int code) {
        if (ending != Ending.DELIVER) {
            takeQueued();
        }
        if (webSocketClosed) {
            return;
        }
        if (ending == Ending.ABORT || sendingEnded) {
            abort();
            return;
        }
        closeCode = code;
        loop().closeTimeouts().restart(this);
        if (queue == null) {
            webSocket().close(code);
        } // else it is closed when the queue has been sent
    }

    /** Closes the WebSocket, if there is one, without a close frame. */
    final void abort() {
        takeQueued();
        if (webSocket != null) {
            webSocket.abort();
        }
    }
}

package dev.turnout.engine.engineio;

import dev.turnout.engine.ConnectionLedger.SessionPermit;
import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.websocket.CloseCode;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket that is to take over a polling session (Engine.IO protocol, "Upgrade"). Anything but a probe followed by
 * the upgrade packet closes it and leaves the session as it was.
 *
 * <pre>
 *  ┌──────┐ 2probe → 3probe ┌────────┐ 5
 *  │ OPEN │ ───────────────►│ PROBED │ ───► the session's transport
 *  └──────┘                 └────────┘
 *      │ rejected, other packet, timeout, end of the session │
 *      └────────────────► ┌────────┐ ◄───────────────────────┘
 *                         │ FAILED │
 *                         └────────┘
 * </pre>
 *
 * While PROBED it answers the session's waiting GET with a noop every {@link EngineLoop#noops}, so that the client can
 * stop polling. Before, a GET waits: the probe may be lost on its way, and the client would repeat the GET at once.
 */
final class Upgrade extends Deadline implements WebSocket.Listener {

    private static final Logger log = LoggerFactory.getLogger(Upgrade.class);

    private static final String PROBE = "2probe";
    private static final String UPGRADE = "5";

    private enum State {
        OPEN,
        PROBED,
        FAILED
    }

    private final PollingTransport polling;
    private final WebSocket socket;
    private final Noops noops = new Noops();
    private State state = State.OPEN;
    private long frameRate;

    Upgrade(PollingTransport polling, WebSocket socket) {
        this.polling = polling;
        this.socket = socket;
        this.frameRate = polling.loop().deadlines().now();
        polling.loop().upgrades().restart(this);
    }

    private final class Noops extends Deadline {

        @Override
        protected void expired() {
            polling.answer(List.of(Outbound.NOOP));
            if (state == State.PROBED) { // the answer may have let in a request that ended the session
                polling.loop().noops().restart(this);
            }
        }

        void stop() {
            cancelDeadline();
        }
    }

    /** The session is not to be taken over: it has a WebSocket, or one that probes, or it is ending. */
    void reject() {
        fail(CloseCode.NORMAL);
    }

    @Override
    public void message(WebSocket from, boolean text, ByteBuf payload) {
        String packet = text ? payload.toString(StandardCharsets.UTF_8) : "";
        if (packet.equals(PROBE) && state == State.OPEN) {
            state = State.PROBED;
            socket.send(Outbound.PROBE_ANSWER.frames(WireForm.REVISION_4, socket.alloc()));
            polling.flush();
            noops.expired();
        } else if (packet.equals(UPGRADE) && state == State.PROBED) {
            stopWaiting();
            polling.upgraded(socket);
        } else {
            fail(CloseCode.PROTOCOL_ERROR);
        }
    }

    @Override
    public void otherFrame(WebSocket from) {
        long next = polling.loop()
                .packetRate()
                .next(frameRate, polling.loop().deadlines().now());
        if (next == frameRate) {
            fail(CloseCode.PROTOCOL_ERROR);
        }
        frameRate = next;
    }

    @Override
    public void violated(WebSocket from, CloseCode code) {
        fail(CloseCode.PROTOCOL_ERROR);
    }

    @Override
    public SessionPermit permit() {
        return polling.permit();
    }

    @Override
    public void failed(WebSocket from, Throwable cause) {
        polling.loop().failures().error(log, "a WebSocket failed", "it is closed", cause);
    }

    @Override
    public void closed(WebSocket from) {
        state = State.FAILED;
        stopWaiting();
        polling.upgradeFailed(this);
    }

    @Override
    protected void expired() {
        if (state == State.FAILED) {
            socket.abort();
        } else {
            fail(CloseCode.PROTOCOL_ERROR);
        }
    }

    /** The session has ended, and this upgrade with it. */
    void sessionClosed() {
        fail(CloseCode.PROTOCOL_ERROR);
    }

    private void fail(CloseCode code) {
        if (state != State.FAILED) {
            state = State.FAILED;
            stopWaiting();
            polling.upgradeFailed(this);
            socket.close(code.number());
            polling.loop().closeTimeouts().restart(this);
        }
    }

    private void stopWaiting() {
        cancelDeadline();
        noops.stop();
    }
}

package dev.turnout.engine.engineio;

import dev.turnout.engine.loop.Deadline;
import dev.turnout.engine.websocket.CloseCode;
import dev.turnout.engine.websocket.WebSocket;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * A websocket that wants to take a polling session over (Engine.IO protocol, "Upgrade"). Anything but a probe, then the
 * upgrade packet, closes it and leaves the session as it was.
 *
 * <pre>
 *  ┌──────┐ 2probe → 3probe ┌────────┐ 5
 *  │ OPEN │ ───────────────►│ PROBED │ ───► the session's transport
 *  └──────┘                 └────────┘
 * </pre>
 */
final class Upgrade extends Deadline implements WebSocket.Listener {

    private static final String PROBE = "2probe";
    private static final String UPGRADE = "5";

    private final PollingTransport polling;
    private final WebSocket socket;
    private boolean probed;
    private boolean failed;
    private long frameRate;

    Upgrade(PollingTransport polling, WebSocket socket) {
        this.polling = polling;
        this.socket = socket;
        this.frameRate = polling.loop().deadlines().now();
        polling.loop().upgrades().restart(this);
    }

    @Override
    public void message(WebSocket from, boolean text, ByteBuf payload) {
        String packet = text ? payload.toString(StandardCharsets.UTF_8) : "";
        if (packet.equals(PROBE) && !probed) {
            probed = true;
            socket.send(Outbound.PROBE_ANSWER.frames(WireForm.REVISION_4, socket.alloc()));
            polling.probed();
        } else if (packet.equals(UPGRADE) && probed) {
            cancelDeadline();
            polling.upgraded(socket);
        } else {
            fail();
        }
    }

    @Override
    public void otherFrame(WebSocket from) {
        long next = polling.loop()
                .packetRate()
                .next(frameRate, polling.loop().deadlines().now());
        if (next == frameRate) {
            fail();
        }
        frameRate = next;
    }

    @Override
    public void violated(WebSocket from, CloseCode code) {
        fail();
    }

    @Override
    public void closed(WebSocket from) {
        cancelDeadline();
        polling.upgradeFailed(this);
    }

    @Override
    protected void expired() {
        if (failed) {
            socket.abort();
        } else {
            fail();
        }
    }

    /** The session has ended; so does this. */
    void sessionClosed() {
        fail();
    }

    private void fail() {
        if (!failed) {
            failed = true;
            polling.upgradeFailed(this);
            socket.close(CloseCode.PROTOCOL_ERROR);
            polling.loop().farewells().restart(this);
        }
    }
}

package dev.turnout.engine.engineio;

import dev.turnout.engine.loop.Deadline;

/**
 * The heartbeat of a session (Engine.IO protocol, "Heartbeat").
 *
 * <p>Revision 4: the server pings after each ping interval, and the client answers with a pong within the ping timeout.
 *
 * <p>Revision 3: the client pings from a timer, which a browser runs as rarely as once a minute while the page is hidden.
 * So every frame and every request shows that the client is there. After a ping interval without any the server requests
 * one: by a WebSocket ping frame, which the browser answers without the page, or by answering the waiting GET, which the
 * page repeats without a timer. A client that does not answer within the ping timeout is gone.
 */
abstract class Heartbeat extends Deadline {

    private final EngineLoop loop;
    private final WireForm form;
    private boolean awaitingAnswer;

    Heartbeat(EngineLoop loop, WireForm form) {
        this.loop = loop;
        this.form = form;
    }

    abstract void send(FrameSource source);

    /** Makes a client of revision 3 send a frame or a request, whatever its page does. */
    abstract void requestSignOfLife();

    final EngineLoop loop() {
        return loop;
    }

    final WireForm form() {
        return form;
    }

    final void restartHeartbeat() {
        awaitingAnswer = false;
        loop.pings().restart(this);
    }

    /** The ping interval or the ping timeout is over. False when the client has not answered in time. */
    final boolean beat() {
        if (awaitingAnswer) {
            return false;
        }
        awaitingAnswer = true;
        loop.pongs().restart(this);
        if (form.revision() == 4) {
            send(Outbound.PING);
        } else {
            requestSignOfLife();
        }
        return true;
    }

    /** A frame or a request has arrived. */
    final void signOfLife() {
        if (form.revision() == 3) {
            restartHeartbeat();
        }
    }

    /** A ping or a pong has arrived. False when this revision's clients do not send it. */
    final boolean pingOrPong(InboundPacket packet) {
        boolean ping = packet.type() == EngineIoPacketType.PING;
        if (ping != (form.revision() == 3)) {
            return false;
        }
        restartHeartbeat();
        if (ping) {
            send(Outbound.pong(packet.data()));
        }
        return true;
    }
}

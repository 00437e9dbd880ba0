package dev.turnout.engine.engineio;

import dev.turnout.engine.loop.Deadline;

/**
 * The heartbeat of a session (Engine.IO protocol, "Heartbeat"): in revision 4 the server pings and waits for a pong, in
 * revision 3 it waits for the client's pings.
 */
abstract class Heartbeat extends Deadline {

    private final EngineLoop loop;
    private final WireForm form;
    private boolean awaitingPong;

    Heartbeat(EngineLoop loop, WireForm form) {
        this.loop = loop;
        this.form = form;
    }

    abstract void send(FrameSource source);

    final EngineLoop loop() {
        return loop;
    }

    final WireForm form() {
        return form;
    }

    final void restartHeartbeat() {
        awaitingPong = false;
        (form.revision() == 4 ? loop.pings() : loop.clientPings()).restart(this);
    }

    /** The next step is due. False when it was the client's, which has missed it. */
    final boolean beat() {
        if (form.revision() == 3 || awaitingPong) {
            return false;
        }
        awaitingPong = true;
        loop.pongs().restart(this);
        send(Outbound.PING);
        return true;
    }

    /** A ping or a pong came. False when this revision's clients do not send it. */
    final boolean heard(InboundPacket beat) {
        boolean ping = beat.type() == EngineIoPacketType.PING;
        if (ping != (form.revision() == 3)) {
            return false;
        }
        restartHeartbeat();
        if (ping) {
            send(Outbound.pong(beat.data()));
        }
        return true;
    }
}

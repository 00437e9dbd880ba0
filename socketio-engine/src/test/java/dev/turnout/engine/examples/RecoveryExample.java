package dev.turnout.engine.examples;

import dev.turnout.engine.Admission;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Network;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;

/** Clients of 4.6 and later that lose their connection continue their session and receive what they missed. */
final class RecoveryExample implements SessionHandler {

    final SocketIoEngine engine =
            new TurnoutEngine(EngineConfig.of(Network.loopback(), new EndpointConfig("/socket.io/", "/", this)));

    // README
    @Override
    public Admission admit(Handshake handshake) {
        return Admission.accept(null, "news"); // rooms of the admission are recovered, those of Session.join are not
    }

    void publish(Event event) {
        engine.endpoint("/socket.io/", "/").room("news").emit(event);
    }
    // end
}

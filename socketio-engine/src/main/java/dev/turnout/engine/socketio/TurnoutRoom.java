package dev.turnout.engine.socketio;

import dev.turnout.engine.Event;
import dev.turnout.engine.FanOut;
import dev.turnout.engine.Room;
import java.util.concurrent.CompletionStage;

/** A room by its name; the endpoint holds its members. */
record TurnoutRoom(TurnoutEndpoint endpoint, String name) implements Room {

    @Override
    public CompletionStage<FanOut> emit(Event event) {
        return endpoint.emit(name, event);
    }

    @Override
    public CompletionStage<FanOut> emit(Event event, long position) {
        return endpoint.emit(name, event, position);
    }

    @Override
    public void log(Event event, long position) {
        endpoint.log(name, event, position);
    }

    @Override
    public CompletionStage<FanOut> emitLatest(Event event) {
        return endpoint.emitLatest(name, event);
    }

    @Override
    public CompletionStage<FanOut> disconnect() {
        return endpoint.disconnect(name);
    }
}

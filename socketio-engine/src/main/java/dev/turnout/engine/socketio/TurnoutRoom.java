package dev.turnout.engine.socketio;

import dev.turnout.engine.Event;
import dev.turnout.engine.EventId;
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
    public CompletionStage<FanOut> emit(Event event, long position, EventId id) {
        return endpoint.emit(name, event, position, id);
    }

    @Override
    public CompletionStage<FanOut> emitAhead(Event event, EventId id) {
        return endpoint.emitAhead(name, event, id);
    }

    @Override
    public void log(Event event, long position, EventId id) {
        endpoint.log(name, event, position, id);
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

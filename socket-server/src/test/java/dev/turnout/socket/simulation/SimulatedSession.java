package dev.turnout.socket.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Event;
import dev.turnout.engine.Session;
import dev.turnout.engine.Transport;
import dev.turnout.model.Wire;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the publisher of counts needs of a viewer's session to welcome it. */
record SimulatedSession(Viewer.Connection connection) implements Session {

    @Override
    public void emitLatest(Event event) {
        if (event.name().equals(Wire.VIEWER_COUNT_UPDATE)) {
            connection.sees(event.args().get(0).intValue());
        }
    }

    @Override
    public String id() {
        return connection.viewer().sessionId();
    }

    @Override
    public @Nullable Object attachment() {
        return null;
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public int protocol() {
        return 4;
    }

    @Override
    public void join(String room) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void leave(String room) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void emit(Event event) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void emit(Event event, Consumer<List<JsonNode>> onAck) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void disconnect() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void closeConnection() {
        throw new UnsupportedOperationException();
    }
}

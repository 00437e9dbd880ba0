package dev.turnout.socket;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EventId;
import dev.turnout.engine.Room;
import java.util.function.Supplier;

/**
 * An endpoint of the engine for parts that are made before the engine.
 *
 * @param endpoint from the start of the server on
 */
record LateEndpoint(Supplier<Endpoint> endpoint) implements Endpoint {

    @Override
    public Room room(String name) {
        return endpoint.get().room(name);
    }

    @Override
    public void shareLog(String engine, long begin, long end) {
        endpoint.get().shareLog(engine, begin, end);
    }

    @Override
    public void placed(EventId id, long position) {
        endpoint.get().placed(id, position);
    }

    @Override
    public void passed(long position) {
        endpoint.get().passed(position);
    }

    @Override
    public void readToEnd() {
        endpoint.get().readToEnd();
    }

    @Override
    public void continuedElsewhere(String sessionId) {
        endpoint.get().continuedElsewhere(sessionId);
    }
}

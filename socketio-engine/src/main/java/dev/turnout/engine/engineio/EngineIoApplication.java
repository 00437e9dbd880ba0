package dev.turnout.engine.engineio;

import dev.turnout.engine.http.OpeningRequest;
import java.util.Set;

/** What runs on top of an {@link EngineIoServer}. */
@FunctionalInterface
public interface EngineIoApplication {

    /**
     * A client has opened a session; on its loop.
     *
     * @param request kept of the request that opened it
     * @return the listener of the session
     */
    EngineIoListener accept(EngineIoSession session, OpeningRequest request);

    /** Names of the headers that an {@link OpeningRequest} keeps. */
    default Set<String> handshakeHeaders() {
        return Set.of();
    }
}

package dev.turnout.engine.engineio;

import dev.turnout.engine.http.Request;

/** What runs on top of an {@link EngineIoServer}. */
@FunctionalInterface
public interface EngineIoApplication {

    /**
     * A client has opened a session; on its loop.
     *
     * @param request the request that opened it; keep it no longer than needed
     * @return who listens to it
     */
    EngineIoListener accept(EngineIoSession session, Request request);
}

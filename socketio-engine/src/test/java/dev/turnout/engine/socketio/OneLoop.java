package dev.turnout.engine.socketio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.RecoveryKey;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.Timings;
import dev.turnout.engine.engineio.EngineIoApplication;
import dev.turnout.engine.engineio.EngineLoop;
import dev.turnout.engine.loop.PerLoop;
import java.util.List;
import java.util.Map;

/** The Socket.IO layer on a loop of the caller's own, for tests that have no threads. */
public final class OneLoop {

    private OneLoop() {}

    public static EngineIoApplication serving(
            String path, SessionHandler handler, EngineLoop loop, Timings timings, Limits limits) {
        LoopSessions sessions = new LoopSessions(
                0, loop, loop.deadlines().queue(timings.connectTimeout()), new RecoveryTokens(RecoveryKey.random()));
        TurnoutEndpoint endpoint = new TurnoutEndpoint(
                path, "/", handler, List.of(sessions), RecoverySettings.of(timings, limits, 1), loop.counters());
        PerLoop<LoopSessions> all = new PerLoop<>(List.of(loop.eventLoop()), any -> sessions);
        return new SocketIoServer(path, Map.of("/", endpoint), all, limits);
    }
}

package dev.turnout.engine.socketio;

import dev.turnout.engine.Endpoint;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.SocketIoEngine;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

public final class TurnoutEngine implements SocketIoEngine {

    public TurnoutEngine(EngineConfig config) {}

    @Override
    public void start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int port() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Endpoint endpoint(String path, String namespace) {
        throw new UnsupportedOperationException();
    }

    @Override
    public EngineStats stats() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refuseNewSessions() {}

    @Override
    public CompletionStage<Void> closeSessions(Duration spread) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}

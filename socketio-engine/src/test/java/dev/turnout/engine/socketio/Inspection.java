package dev.turnout.engine.socketio;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.SocketIoEngine;

/** Looks into an engine for tests elsewhere. */
public final class Inspection {

    private Inspection() {}

    public static SocketIoEngine engine(EngineConfig config) {
        return new TurnoutEngine(config);
    }

    /** Whether the engine holds nothing for any client: no connection, sid, room, lost session or deadline. */
    public static boolean isEmpty(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().equals(TurnoutEngine.Holdings.NOTHING);
    }

    /** What the engine holds, in words. */
    public static String holdings(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().toString();
    }

    public static int connections(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().connections();
    }

    public static int pollingSessions(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().pollingSessions();
    }
}

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

    /** Whether all that is left is one connected websocket: its connection, its room and its heartbeat. */
    public static boolean isEmptyButForOneWebSocket(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().equals(new TurnoutEngine.Holdings(1, 0, 1, 0, 1));
    }

    /** What the engine holds, in words. */
    public static String holdings(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().toString();
    }

    /** Forgets at once what is too old to be of use, instead of when it is time to look. */
    public static void forget(SocketIoEngine engine) {
        ((TurnoutEngine) engine).forget();
    }

    /** Sessions that are in the room now, all loops added up. */
    public static int members(SocketIoEngine engine, String path, String namespace, String room) {
        return ((TurnoutEndpoint) engine.endpoint(path, namespace)).members(room);
    }

    /** Waits until the loops have done what they were about to do, hops to each other included. */
    public static void settle(SocketIoEngine engine) {
        for (int hop = 0; hop < 4; hop++) {
            ((TurnoutEngine) engine).holdings(); // asks every loop
        }
    }

    /** Lets the engine look now whether its certificate has been renewed. */
    public static void renewCertificate(SocketIoEngine engine) {
        ((TurnoutEngine) engine).renewCertificate();
    }

    public static int connections(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().connections();
    }

    public static int pollingSessions(SocketIoEngine engine) {
        return ((TurnoutEngine) engine).holdings().pollingSessions();
    }
}

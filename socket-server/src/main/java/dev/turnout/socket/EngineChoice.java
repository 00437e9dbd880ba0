package dev.turnout.socket;

import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.nettysocketio.NettySocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;
import java.util.List;

/** The implementations of {@link SocketIoEngine}, by the value of {@code SOCKETIO_ENGINE}. */
enum EngineChoice {
    TURNOUT("turnout", List.of()) {
        @Override
        SocketIoEngine create(EngineConfig config) {
            return new TurnoutEngine(config);
        }
    },
    NETTY_SOCKETIO("netty-socketio", NettySocketIoEngine.LIMITATIONS) {
        @Override
        SocketIoEngine create(EngineConfig config) {
            return new NettySocketIoEngine(config);
        }
    };

    private final String settingName;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<String> limitations;

    EngineChoice(String settingName, List<String> limitations) {
        this.settingName = settingName;
        this.limitations = limitations;
    }

    String settingName() {
        return settingName;
    }

    /** What clients miss with this engine; logged as a warning at start. */
    List<String> limitations() {
        return limitations;
    }

    abstract SocketIoEngine create(EngineConfig config);
}

package dev.turnout.engine;

import dev.turnout.engine.nettysocketio.NettySocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;

/** The engines that can stand behind {@link SocketIoEngine}, by the name that {@code SOCKETIO_ENGINE} takes. */
public enum Engines {
    TURNOUT("turnout") {
        @Override
        public SocketIoEngine create(EngineConfig config) {
            return new TurnoutEngine(config);
        }
    },
    NETTY_SOCKETIO("netty-socketio") {
        @Override
        public SocketIoEngine create(EngineConfig config) {
            return new NettySocketIoEngine(config);
        }
    };

    private final String settingName;

    Engines(String settingName) {
        this.settingName = settingName;
    }

    public String settingName() {
        return settingName;
    }

    public abstract SocketIoEngine create(EngineConfig config);
}

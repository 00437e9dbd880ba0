package dev.turnout.engine.contract;

import dev.turnout.engine.Engines;

@KnownFaults(NettySocketIoFault.class)
class NettySocketIoEngineContractTest extends EngineContractTest {

    NettySocketIoEngineContractTest() {
        super(Engines.NETTY_SOCKETIO);
    }
}

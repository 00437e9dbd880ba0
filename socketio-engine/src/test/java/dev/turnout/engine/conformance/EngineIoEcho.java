package dev.turnout.engine.conformance;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.engineio.EngineIoListener;
import dev.turnout.engine.engineio.EngineIoSession;
import dev.turnout.engine.engineio.Outbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;

/** Says back every message of the Engine.IO layer. */
record EngineIoEcho(EngineIoSession session) implements EngineIoListener {

    private static final byte MESSAGE = '4';

    @Override
    public void opened() {}

    @Override
    public void text(ByteBuf message) {
        byte[] packet = new byte[1 + message.readableBytes()];
        packet[0] = MESSAGE;
        message.getBytes(message.readerIndex(), packet, 1, packet.length - 1);
        session.send(Outbound.message(packet, List.of()));
    }

    @Override
    public void binary(ByteBuf message) {
        session.send(Outbound.binary(ByteBufUtil.getBytes(message)));
    }

    @Override
    public void closed(CloseReason reason) {}
}

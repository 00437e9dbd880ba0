package dev.turnout.engine.engineio;

import io.netty.buffer.ByteBuf;

/**
 * A packet from a client.
 *
 * @param data without the type; for text well-formed UTF-8
 */
record InboundPacket(EngineIoPacketType type, boolean binary, ByteBuf data) {}

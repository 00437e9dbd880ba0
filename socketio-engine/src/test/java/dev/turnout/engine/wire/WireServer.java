package dev.turnout.engine.wire;

import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.EngineStats;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.OriginCheck;
import dev.turnout.engine.Room;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.engine.engineio.EngineIoApplication;
import dev.turnout.engine.engineio.EngineIoListener;
import dev.turnout.engine.engineio.EngineIoSession;
import dev.turnout.engine.engineio.Outbound;
import dev.turnout.engine.socketio.TurnoutEngine;
import dev.turnout.testkit.raw.RawConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engine on a free port: an echo at {@code /engine.io/}, {@link Demo}s at {@code /socket.io/} and
 * {@code /second/}, and a route that shows its request at {@code /show}.
 */
final class WireServer implements AutoCloseable {

    /** No heartbeat and no time-out happens during a test. */
    static final Timings PATIENT = Timings.DEFAULTS
            .withPingInterval(Duration.ofMinutes(1))
            .withPingTimeout(Duration.ofMinutes(1))
            .withHandshakeTimeout(Duration.ofMinutes(1))
            .withConnectTimeout(Duration.ofMinutes(1))
            .withUpgradeTimeout(Duration.ofMinutes(1))
            .withRecovery(Duration.ZERO);

    static final Limits LIMITS = Limits.DEFAULTS
            .withMaxPayload(100_000)
            .withPacketsPerSecond(0)
            .withPacketBurst(0)
            .withConnectionsPerAddress(0)
            .withNamespacesPerConnection(3)
            .withAttachments(10);

    private final Demo main = new Demo(true);
    private final Demo custom = new Demo(true);
    private final Demo second = new Demo(false);
    private final TurnoutEngine engine;

    WireServer(Network network, Timings timings, Limits limits) {
        List<EndpointConfig> endpoints = List.of(
                new EndpointConfig("/socket.io/", "/", main),
                new EndpointConfig("/socket.io/", "/custom", custom),
                new EndpointConfig("/second/", "/", second));
        EngineIoApplication echo = (session, request) -> new Echo(session);
        engine = new TurnoutEngine(
                new EngineConfig(network, timings, limits, endpoints, routes()), Map.of("/engine.io/", echo));
        try {
            engine.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WireServer start() {
        return with(PATIENT);
    }

    static WireServer with(Timings timings) {
        return new WireServer(network(1), timings, LIMITS);
    }

    static Network network(int loops) {
        return new Network("127.0.0.1", 0, OriginCheck.ANY, TrustedProxies.NONE, Optional.empty(), loops);
    }

    private static HttpRoutes routes() {
        return exchange -> {
            if (exchange.path().equals("/show")) {
                exchange.reply(HttpReply.of(
                        200,
                        "text/plain",
                        exchange.method() + " " + exchange.query() + " " + exchange.body().length + " bytes from "
                                + exchange.remoteAddress().getHostAddress()));
            } else if (exchange.path().equals("/fail")) {
                throw new IllegalStateException("on purpose");
            } else {
                HttpRoutes.NONE.handle(exchange);
            }
        };
    }

    int port() {
        return engine.port();
    }

    TurnoutEngine engine() {
        return engine;
    }

    EngineStats stats() {
        return engine.stats();
    }

    /** The main namespace of {@code /socket.io/}. */
    Demo main() {
        return main;
    }

    Demo custom() {
        return custom;
    }

    /** The main namespace of {@code /second/}, which greets nobody. */
    Demo second() {
        return second;
    }

    Room room(String name) {
        return engine.endpoint("/second/", "/").room(name);
    }

    RawConnection http() {
        return RawConnection.to(port());
    }

    WebSocketClient webSocket(String target) {
        return WebSocketClient.open(port(), target);
    }

    long closed() {
        long closed = 0;
        for (CloseReason reason : CloseReason.values()) {
            closed += stats().closed(reason);
        }
        return closed;
    }

    @Override
    public void close() {
        engine.close();
    }

    private record Echo(EngineIoSession session) implements EngineIoListener {

        @Override
        public void opened() {}

        @Override
        public void text(ByteBuf message) {
            byte[] packet = new byte[1 + message.readableBytes()];
            packet[0] = '4';
            message.readBytes(packet, 1, packet.length - 1);
            session.send(Outbound.message(packet, List.of()));
        }

        @Override
        public void binary(ByteBuf message) {
            session.send(Outbound.binary(ByteBufUtil.getBytes(message)));
        }

        @Override
        public void closed(CloseReason reason) {}
    }
}

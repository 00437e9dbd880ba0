package dev.turnout.engine.engineio;

import dev.turnout.engine.ConnectionLedger.SessionPermit;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.Timings;
import dev.turnout.engine.http.Exchange;
import dev.turnout.engine.http.OpeningRequest;
import dev.turnout.engine.http.QueryParameters;
import dev.turnout.engine.http.RequestHead;
import dev.turnout.engine.http.Service;
import dev.turnout.engine.loop.PerLoop;
import dev.turnout.engine.websocket.OpeningHandshake;
import dev.turnout.engine.websocket.WebSocketConnection.Options;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Engine.IO under one path: checks handshakes and brings each request to its session (Engine.IO protocol, "HTTP
 * long-polling", "WebSocket", "Upgrade"). {@link #handle} runs on the loop of the request's connection and hops to the
 * session's.
 */
public final class EngineIoServer implements Service {

    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final String BINARY = "application/octet-stream";
    private static final String RETRY_AFTER_SECONDS = "5";

    private final EngineIoApplication application;
    private final PerLoop<EngineLoop> loops;
    private final OpenPacket openPacket;
    private final SessionRegistry registry = new SessionRegistry();
    private final NewSessions newSessions;
    private final int maxPayload;

    public EngineIoServer(
            EngineIoApplication application,
            PerLoop<EngineLoop> loops,
            NewSessions newSessions,
            Timings timings,
            Limits limits) {
        this.application = application;
        this.loops = loops;
        this.newSessions = newSessions;
        this.openPacket = new OpenPacket(timings, limits);
        this.maxPayload = limits.maxPayload();
    }

    /** Sessions opened by polling that are not closed. Any thread. */
    public int pollingSessions() {
        return registry.size();
    }

    @Override
    public void handle(Exchange exchange) {
        RequestHead request = exchange.head();
        QueryParameters query = request.query();
        String transport = query.first("transport").orElse("");
        boolean webSocket = transport.equals("websocket");
        if (!webSocket && !transport.equals("polling")) {
            refuse(exchange, HandshakeError.TRANSPORT_UNKNOWN);
        } else if (webSocket != OpeningHandshake.isRequested(request.headers()) || query.has("j")) {
            refuse(exchange, HandshakeError.BAD_REQUEST);
        } else if (query.has("sid")) {
            existing(exchange, query.first("sid").orElse(""), webSocket);
        } else if (!request.method().equals("GET")) {
            refuse(exchange, HandshakeError.BAD_HANDSHAKE_METHOD);
        } else {
            open(exchange, webSocket);
        }
    }

    // ---- a new session

    private void open(Exchange exchange, boolean webSocket) {
        OptionalInt revision = revision(exchange.head().query().first("EIO").orElse(""));
        if (revision.isEmpty()) {
            refuse(exchange, HandshakeError.UNSUPPORTED_PROTOCOL_VERSION);
            return;
        }
        Optional<OpeningHandshake> handshake =
                webSocket ? OpeningHandshake.of(exchange.head().headers()) : Optional.empty();
        if (webSocket && handshake.isEmpty()) {
            refuseWebSocket(exchange);
            return;
        }
        OpeningRequest request = OpeningRequest.of(exchange.head(), application.handshakeHeaders());
        SessionPermit permit = newSessions.permit(request);
        if (permit.refusal().isPresent()) {
            exchange.reply(HttpReply.problem(
                            503,
                            "a limit of sessions is reached: "
                                    + permit.refusal().get().text())
                    .withHeader("Retry-After", RETRY_AFTER_SECONDS));
            return;
        }
        EngineLoop loop = loops.of(exchange.loop());
        WireForm form = WireForm.of(revision.getAsInt(), exchange.head().query());
        Opening opening = new Opening(loop, form, permit, request);
        if (handshake.isPresent()) {
            openWebSocket(exchange, opening, handshake.get());
        } else {
            openPolling(exchange, opening);
        }
    }

    /** The parameters of a new session of either transport. */
    private record Opening(EngineLoop loop, WireForm form, SessionPermit permit, OpeningRequest request) {}

    private void openPolling(Exchange exchange, Opening opening) {
        String sid = opening.loop().ids().next();
        EngineIoSession session = new EngineIoSession(opening.loop(), opening.form(), opening.permit(), registry, sid);
        session.send(openPacket.forPolling(sid));
        session.polling().polled(poll(exchange));
        session.listen(application.accept(session, opening.request()));
    }

    private void openWebSocket(Exchange exchange, Opening opening, OpeningHandshake handshake) {
        EngineLoop loop = opening.loop();
        exchange.becomeWebSocket(
                options(exchange),
                loop.eventLoop(),
                socket -> {
                    ByteBuf answer = handshake.switchingProtocols(ByteBufAllocator.DEFAULT);
                    openPacket.forWebSocket(loop.ids().next()).writeFrames(opening.form(), answer);
                    socket.send(answer);
                    EngineIoSession session = new EngineIoSession(loop, opening.form(), opening.permit(), socket);
                    session.listen(application.accept(session, opening.request()));
                    socket.open(session);
                },
                opening.permit()::release);
    }

    private Options options(Exchange exchange) {
        return new Options(
                maxPayload, OpeningHandshake.honoursCloseFrame(exchange.head().headers()));
    }

    private static OptionalInt revision(String eio) {
        return "4".equals(eio) ? OptionalInt.of(4) : "3".equals(eio) ? OptionalInt.of(3) : OptionalInt.empty();
    }

    // ---- an existing session

    private void existing(Exchange exchange, String sid, boolean webSocket) {
        PollingTransport polling = registry.find(sid);
        if (polling == null) {
            refuse(exchange, HandshakeError.SESSION_UNKNOWN);
        } else if (webSocket) {
            upgrade(exchange, polling);
        } else if (exchange.head().method().equals("GET")) {
            exchange.keepForAnswer();
            Poll poll = poll(exchange);
            exchange.onAbandoned(() -> polling.loop().run(() -> polling.abandoned(poll)));
            polling.loop().run(() -> polling.polled(poll));
        } else if (exchange.head().method().equals("POST")) {
            polling.loop().run(() -> post(exchange, polling));
        } else {
            refuse(exchange, HandshakeError.BAD_REQUEST);
        }
    }

    private void post(Exchange exchange, PollingTransport polling) {
        boolean binary = exchange.header("Content-Type").orElse("").startsWith(BINARY);
        if (polling.posted(exchange.body(), binary)) {
            exchange.reply(200, TEXT, Unpooled.copiedBuffer("ok", StandardCharsets.US_ASCII));
        } else {
            refuse(exchange, HandshakeError.BAD_REQUEST);
        }
    }

    private void upgrade(Exchange exchange, PollingTransport polling) {
        Optional<OpeningHandshake> handshake =
                OpeningHandshake.of(exchange.head().headers());
        if (handshake.isEmpty() || !exchange.head().method().equals("GET")) {
            refuseWebSocket(exchange);
            return;
        }
        exchange.becomeWebSocket(
                options(exchange),
                polling.loop().eventLoop(),
                socket -> {
                    socket.send(handshake.get().switchingProtocols(ByteBufAllocator.DEFAULT));
                    Upgrade upgrade = polling.beginUpgrade(socket);
                    if (upgrade == null) { // the reference implementation completes the handshake, too
                        polling.loop().counters().refusedOne(Refusal.BAD_REQUEST);
                        upgrade = new Upgrade(polling, socket);
                        upgrade.reject();
                    }
                    socket.open(upgrade);
                },
                () -> {});
    }

    // ---- answers

    private void refuse(Exchange exchange, HandshakeError error) {
        loops.of(exchange.loop()).counters().refusedOne(Refusal.BAD_REQUEST);
        exchange.reply(HttpReply.json(error.status(), error.json()));
    }

    /** Not a supported handshake; the answer names the supported version (RFC 6455, section 4.4). */
    private void refuseWebSocket(Exchange exchange) {
        loops.of(exchange.loop()).counters().refusedOne(Refusal.BAD_REQUEST);
        HandshakeError error = HandshakeError.BAD_REQUEST;
        exchange.reply(HttpReply.json(error.status(), error.json())
                .withHeader(HttpHeaderNames.SEC_WEBSOCKET_VERSION.toString(), OpeningHandshake.VERSION));
    }

    private Poll poll(Exchange exchange) {
        return new Poll() {
            @Override
            public void payload(boolean binary, ByteBuf payload) {
                exchange.reply(200, binary ? BINARY : TEXT, payload);
            }

            @Override
            public void refuse(HandshakeError error) {
                EngineIoServer.this.refuse(exchange, error);
            }
        };
    }
}

package dev.turnout.engine.examples;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Event;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.SocketIoEngine;
import dev.turnout.engine.socketio.TurnoutEngine;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Runs every example with an unmodified client. */
class ExamplesTest {

    private static final String PATH = "/socket.io/";

    private final List<RealClient> clients = new ArrayList<>();

    @AfterEach
    void disconnect() {
        clients.forEach(RealClient::disconnect);
    }

    private RealClient open(Target target) {
        RealClient client = RealClient.open(ClientKind.DEFAULT, target);
        clients.add(client);
        return client;
    }

    private RealClient connect(SocketIoEngine engine) {
        return open(Target.of(engine.port(), PATH)).connected();
    }

    /** The arguments may be followed by the offset of connection state recovery. */
    private static void receives(RealClient client, String event, JsonNode... args) {
        eventually(() -> assertThat(client.events(event))
                .anySatisfy(all -> assertThat(all).startsWith(args)));
    }

    private static SocketIoEngine started(SessionHandler handler, Limits limits) throws IOException {
        SocketIoEngine engine =
                new TurnoutEngine(EngineConfig.of(Network.loopback(), new EndpointConfig(PATH, "/", handler))
                        .withLimits(limits));
        engine.start();
        return engine;
    }

    @Test
    void echo() throws Exception {
        try (SocketIoEngine engine = EchoExample.start(0)) {
            RealClient client = connect(engine);
            client.emit("hello", TextNode.valueOf("world"), IntNode.valueOf(2));
            receives(client, "hello", TextNode.valueOf("world"), IntNode.valueOf(2));
        }
    }

    @Test
    void rooms() throws Exception {
        RoomsExample example = new RoomsExample();
        try (SocketIoEngine engine = example.engine) {
            engine.start();
            RealClient member = connect(engine);
            RealClient former = connect(engine);
            RealClient stranger = connect(engine);
            member.emitWithAck("join", TextNode.valueOf("blue"));
            former.emitWithAck("join", TextNode.valueOf("blue"));
            former.emitWithAck("leave", TextNode.valueOf("blue"));
            stranger.emit("say", TextNode.valueOf("blue"), TextNode.valueOf("hi"));
            receives(member, "said", TextNode.valueOf("hi"));

            List.of(former, stranger).forEach(other -> other.emitWithAck("join", TextNode.valueOf("everybody")));
            example.say("everybody", TextNode.valueOf("last"));
            List.of(former, stranger).forEach(other -> {
                receives(other, "said", TextNode.valueOf("last"));
                assertThat(other.events("said")).hasSize(1);
            });
        }
    }

    @Test
    void namespaces() throws Exception {
        try (SocketIoEngine engine = NamespacesExample.engine()) {
            engine.start();
            receives(connect(engine), "greeting", TextNode.valueOf("everybody"));
            receives(open(Target.of(engine.port(), PATH).namespace("/admin")), "greeting", TextNode.valueOf("admin"));
            receives(open(Target.of(engine.port(), "/other/")), "greeting", TextNode.valueOf("other path"));
            assertThat(open(Target.of(engine.port(), PATH).namespace("/none"))
                            .connectError()
                            .name())
                    .isEqualTo("Invalid namespace");
        }
    }

    @Test
    void acks() throws Exception {
        AcksExample example = new AcksExample();
        try (SocketIoEngine engine = started(example, Limits.DEFAULTS)) {
            RealClient client = connect(engine);
            assertThat(client.emitWithAck("add", IntNode.valueOf(2), IntNode.valueOf(3)))
                    .containsExactly(IntNode.valueOf(5));
            client.emit("ask me", TextNode.valueOf("why?")); // the client under test acknowledges with what it received
            assertThat(example.answer.get(20, TimeUnit.SECONDS)).startsWith(TextNode.valueOf("why?"));
        }
    }

    @Test
    void binary() throws Exception {
        try (SocketIoEngine engine = started(new BinaryExample(), BinaryExample.LIMITS)) {
            RealClient client = connect(engine);
            client.emit("reverse", BinaryNode.valueOf(new byte[] {1, 2, 3}));
            receives(client, "reversed", BinaryNode.valueOf(new byte[] {3, 2, 1}));
        }
    }

    @Test
    void admission() throws Exception {
        try (SocketIoEngine engine = started(new AdmissionExample(), Limits.DEFAULTS)) {
            Target target = Target.of(engine.port(), PATH);
            receives(
                    open(target.auth(JsonNodeFactory.instance.objectNode().put("token", "token-of-ada"))),
                    "welcome",
                    TextNode.valueOf("Ada"));
            assertThat(open(target).connectError()).satisfies(error -> {
                assertThat(error.name()).isEqualTo("not authorized");
                assertThat(error.args().get(0).path("code").asInt()).isEqualTo(401);
            });
        }
    }

    @Test
    void recovery() throws Exception {
        RecoveryExample example = new RecoveryExample();
        try (SocketIoEngine engine = example.engine) {
            engine.start();
            try (TcpProxy proxy = TcpProxy.to(engine.port())) {
                RealClient client =
                        open(Target.of(proxy.port(), PATH).reconnecting()).connected();
                example.publish(Event.of("tick", IntNode.valueOf(0)));
                receives(client, "tick", IntNode.valueOf(0));
                proxy.cut();
                eventually(() -> assertThat(engine.stats().closed(CloseReason.TRANSPORT_CLOSE)
                                + engine.stats().closed(CloseReason.TRANSPORT_ERROR))
                        .isPositive());
                example.publish(Event.of("tick", IntNode.valueOf(1)));
                proxy.restore();
                assertThat(client.reconnectedAndRecovered()).isTrue();
                eventually(() -> assertThat(client.events("tick").stream()
                                .map(args -> args.get(0).asInt()))
                        .containsExactly(0, 1));
            }
        }
    }

    @Test
    void plainHttp() throws Exception {
        try (SocketIoEngine engine = PlainHttpExample.engine()) {
            engine.start();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port() + "/health"))
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(request, BodyHandlers.ofString())
                            .body())
                    .isEqualTo("{\"up\":true}");
            connect(engine);
        }
    }
}

package dev.turnout.engine.nettysocketio;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.EngineConfig;
import dev.turnout.engine.EngineConfig.EndpointConfig;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.HttpReply;
import dev.turnout.engine.HttpRoutes;
import dev.turnout.engine.Limits;
import dev.turnout.engine.Network;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import dev.turnout.engine.Timings;
import dev.turnout.engine.TrustedProxies;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Library;
import dev.turnout.testkit.clients.Mode;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The adapter with the clients and the situations in which netty-socketio itself is reliable: over WebSocket, one
 * protocol revision per room. Its races while polling are the reason for the engine of our own and are not tested.
 */
class NettySocketIoEngineTest {

    private static final ClientKind NODE = new ClientKind(Library.SIO_4_8, Mode.WEBSOCKET);

    private final Application application = new Application();
    private final NettySocketIoEngine engine = new NettySocketIoEngine(new EngineConfig(
            new Network("127.0.0.1", 0, "https://ours.example"::equals, TrustedProxies.NONE, Optional.empty(), 2),
            Timings.DEFAULTS,
            Limits.DEFAULTS,
            List.of(new EndpointConfig("/auction/", "/", application)),
            routes()));

    private static HttpRoutes routes() {
        return exchange -> exchange.reply(HttpReply.of(200, "text/plain", exchange.path()));
    }

    static List<ClientKind> overWebSocket() {
        return ClientKind.all().filter(kind -> kind.mode() == Mode.WEBSOCKET).toList();
    }

    @BeforeEach
    void start() throws IOException {
        engine.start();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private Target target() {
        return Target.of(engine.port(), "/auction/");
    }

    @ParameterizedTest
    @MethodSource("overWebSocket")
    void aClientConnectsAndExchangesEventsAndLeaves(ClientKind kind) {
        RealClient client = RealClient.open(kind, target()).connected();
        assertThat(client.emitWithAck("ask", TextNode.valueOf("Zoë"))).containsExactly(TextNode.valueOf("Zoë"));
        engine.endpoint("/auction/", "/").room("all").emit(Event.of("tick", IntNode.valueOf(7)));
        client.receives("tick", IntNode.valueOf(7));
        client.disconnect();
        eventually(() -> assertThat(application.closed).hasValue(1));
        assertThat(engine.stats().live()).isZero();
    }

    @Test
    void aRejectedHandshakeAndAForeignOriginOpenNoSession() throws Exception {
        RealClient.open(NODE, target().query("reject", "1")).connectError();
        assertThat(get("/auction/?EIO=4&transport=polling", "https://other.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(engine.stats().opened()).isZero();
    }

    @Test
    void anAllowedOriginIsNamedInTheAnswerOfARoute() throws Exception {
        HttpResponse<String> answer = get("/health", "https://ours.example");
        assertThat(answer.body()).isEqualTo("/health");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://ours.example");
    }

    @Test
    void namespacesAreRejectedWhenItIsCreated() {
        EndpointConfig custom = new EndpointConfig("/auction/", "/custom", application);
        Network network = new Network("127.0.0.1", 0, origin -> true, TrustedProxies.NONE, Optional.empty(), 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NettySocketIoEngine(
                        new EngineConfig(network, Timings.DEFAULTS, Limits.DEFAULTS, List.of(custom), routes())))
                .withMessageContaining("/custom");
    }

    @Test
    void aFailedStartLeavesNoThread() throws Exception {
        NettySocketIoEngine second = new NettySocketIoEngine(
                EngineConfig.of(Network.loopback(engine.port()), new EndpointConfig("/auction/", "/", application)));
        ThreadGroup group = new ThreadGroup("failed start");
        List<Throwable> thrown = new ArrayList<>();
        Thread starting = new Thread(group, () -> thrown.add(catchThrowable(second::start)));
        starting.start();
        starting.join();

        assertThat(thrown).singleElement().isInstanceOf(IOException.class);
        eventually(() -> assertThat(group.activeCount()).isZero());
        assertThatIllegalStateException().isThrownBy(second::start);
        second.close();
    }

    private HttpResponse<String> get(String path, String origin) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.port() + path))
                                .header("Origin", origin)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Joins each session to the room {@code all} and acknowledges {@code ask} with its arguments. */
    private static final class Application implements SessionHandler {

        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public Admission admit(Handshake handshake) {
            return handshake.query().containsKey("reject") ? Admission.refuse("rejected") : Admission.accept(null);
        }

        @Override
        public void opened(Session session) {
            session.join("all");
        }

        @Override
        public void event(Session session, String name, List<JsonNode> args, Ack ack) {
            ack.reply(args);
        }

        @Override
        public void closed(Session session, CloseReason reason) {
            closed.incrementAndGet();
        }
    }
}

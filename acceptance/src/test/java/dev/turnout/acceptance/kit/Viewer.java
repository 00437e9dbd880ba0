package dev.turnout.acceptance.kit;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.turnout.testkit.clients.ClientKind;
import dev.turnout.testkit.clients.Observation.Kind;
import dev.turnout.testkit.clients.RealClient;
import dev.turnout.testkit.clients.Target;
import dev.turnout.testkit.clients.TcpProxy;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A page that watches an auction with a real client library: {@code viewer.joins("123").sees(2)}. */
public final class Viewer implements AutoCloseable {

    private final ClientKind kind;
    private final int port;
    private final @Nullable TcpProxy proxy;
    private UnaryOperator<Target> options = target -> target;
    private @Nullable RealClient client;

    Viewer(ClientKind kind, int port) {
        this(kind, port, null);
    }

    private Viewer(ClientKind kind, int port, @Nullable TcpProxy proxy) {
        this.kind = kind;
        this.port = port;
        this.proxy = proxy;
    }

    static Viewer overProxy(ClientKind kind, int port) {
        TcpProxy proxy = TcpProxy.to(port);
        return new Viewer(kind, proxy.port(), proxy);
    }

    /** Options of the connection: query, headers, auth payload, reconnecting. Before {@link #joins}. */
    public Viewer with(UnaryOperator<Target> more) {
        UnaryOperator<Target> before = options;
        options = target -> more.apply(before.apply(target));
        return this;
    }

    public Viewer withQuery(String name, String value) {
        return with(target -> target.query(name, value));
    }

    /** Connects to the room of an auction and waits until the client is connected. */
    public Viewer joins(String auction) {
        connects("auction-" + auction);
        client().connected();
        return this;
    }

    /** Connects with any slug, and does not wait; the slug is absent when empty. */
    public Viewer connects(String slug) {
        Target target = Target.of(port, "/auction/");
        client = RealClient.open(kind, options.apply(slug.isEmpty() ? target : target.query("slug", slug)));
        return this;
    }

    /** Connects to the lobby and waits until the client is connected. */
    public Viewer entersLobby() {
        connectsToLobby().client().connected();
        return this;
    }

    /** Connects to the lobby and does not wait. */
    public Viewer connectsToLobby() {
        client = RealClient.open(kind, options.apply(Target.of(port, "/socket/")));
        return this;
    }

    /** The library itself, for what has no method here. */
    public RealClient client() {
        RealClient opened = client;
        if (opened == null) {
            throw new IllegalStateException("not connected yet");
        }
        return opened;
    }

    /** The newest count that this viewer was sent is this number. */
    public Viewer sees(int count) {
        eventually(() -> {
            List<JsonNode> counts = counts();
            assertThat(counts).as("counts of %s", kind).isNotEmpty();
            JsonNode last = counts.get(counts.size() - 1);
            assertThat(last.isNumber()).as("%s is a number", last).isTrue();
            assertThat(last.intValue()).as("newest count of %s", kind).isEqualTo(count);
        });
        return this;
    }

    /** Every count in the order of arrival. */
    public List<JsonNode> counts() {
        return client().events("viewerCountUpdate").stream()
                .map(args -> args.get(0))
                .toList();
    }

    /** Receives an event with this payload as its first argument. */
    public Viewer receives(String event, JsonNode payload) {
        eventually(() -> assertThat(payloads(event)).as(event).contains(payload));
        return this;
    }

    /** First arguments of every event of this name, in the order of arrival. */
    public List<JsonNode> payloads(String event) {
        return client().events(event).stream()
                .map(args -> args.isEmpty() ? NullNode.getInstance() : args.get(0))
                .toList();
    }

    /** Receives the numbers from 0 below {@code count} as first arguments, in order and each once. */
    public Viewer receivesNumbers(String event, int count) {
        eventually(() -> assertThat(payloads(event)).as("number of %s", event).hasSizeGreaterThanOrEqualTo(count));
        assertThat(payloads(event))
                .as("order of %s", event)
                .isEqualTo(IntStream.range(0, count).mapToObj(Json::number).toList());
        return this;
    }

    public Viewer emits(String event, JsonNode... args) {
        client().emit(event, args);
        return this;
    }

    /** Emits with an acknowledgement callback; the first argument of the acknowledgement. */
    public JsonNode emitsForAck(String event, JsonNode... args) {
        List<JsonNode> answer = client().emitWithAck(event, args);
        return answer.isEmpty() ? MissingNode.getInstance() : answer.get(0);
    }

    /** Waits for a connect error; its message. */
    public String connectError() {
        return client().connectError().name();
    }

    /** Waits for the end of the session; its reason. */
    public String disconnectReason() {
        return client().disconnectReason();
    }

    public boolean isDisconnected() {
        return !client().all(Kind.DISCONNECT).isEmpty();
    }

    /** Disconnects on purpose. */
    public void leaves() {
        client().disconnect();
    }

    /** The proxy of {@link Product#viewerOverProxy}. */
    public TcpProxy proxy() {
        TcpProxy current = proxy;
        if (current == null) {
            throw new IllegalStateException("this viewer is not connected over a proxy");
        }
        return current;
    }

    /** Resets the connection, and lets the next one through. */
    public Viewer losesItsConnection() {
        proxy().cut();
        eventually(() ->
                assertThat(client().all(Kind.DISCONNECT)).as("disconnects").isNotEmpty());
        proxy().restore();
        return this;
    }

    /** Loses its connection and continues its session on the server at this port. */
    public Viewer continuesAt(int port) {
        int before = client().all(Kind.CONNECT).size();
        proxy().redirect(port);
        losesItsConnection();
        eventually(() ->
                assertThat(client().all(Kind.CONNECT)).as("connected again").hasSize(before + 1));
        assertThat(client().all(Kind.CONNECT).get(before).args().get(0).booleanValue())
                .as("recovered")
                .isTrue();
        return this;
    }

    @Override
    public void close() {
        RealClient opened = client;
        if (opened != null) {
            opened.disconnect();
        }
        if (proxy != null) {
            proxy.close();
        }
    }
}

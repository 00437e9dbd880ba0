package dev.turnout.testkit.clients;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.testkit.clients.Observation.Kind;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A real client library: commands to it, and the list of what it observed. */
public abstract class RealClient {

    private final ClientKind kind;
    private final List<Observation> observations = new CopyOnWriteArrayList<>();
    private final AtomicInteger acksRequested = new AtomicInteger();

    RealClient(ClientKind kind) {
        this.kind = kind;
    }

    public static RealClient open(ClientKind kind, Target target) {
        return kind.library().isJava()
                ? new JavaClient(kind, target)
                : NodeProcess.shared().open(kind, target);
    }

    final void observed(Observation observation) {
        observations.add(observation);
    }

    public abstract void emit(String event, JsonNode... args);

    abstract void emitForAck(String event, String ackName, List<JsonNode> args);

    /** Emits the numbers from 0 below {@code count}, each with an acknowledgement; spread out, or all in one go. */
    public abstract void burst(String event, int count, boolean spread);

    /** Disconnects the socket on purpose. */
    public abstract void disconnect();

    /** Connects again after {@link #disconnect}. */
    public abstract void connect();

    /** Closes the transport without a DISCONNECT packet; a client that is to reconnect does so. */
    public abstract void closeEngine();

    /** Emits and waits for the acknowledgement. */
    public List<JsonNode> emitWithAck(String event, JsonNode... args) {
        String name = "ack-" + acksRequested.incrementAndGet();
        emitForAck(event, name, List.of(args));
        eventually(() -> assertThat(acks(name)).as("answer to %s", event).isNotEmpty());
        assertThat(acks(name)).as("answers to %s", event).hasSize(1);
        return acks(name).get(0);
    }

    public ClientKind kind() {
        return kind;
    }

    public RealClient connected() {
        eventually(() -> assertThat(all(Kind.CONNECT)).as("connected").isNotEmpty());
        return this;
    }

    /** Waits for a second connect; whether it recovered the session. */
    public boolean reconnectedAndRecovered() {
        eventually(() -> assertThat(all(Kind.CONNECT)).as("connected again").hasSize(2));
        return all(Kind.CONNECT).get(1).args().get(0).booleanValue();
    }

    public String id() {
        return all(Kind.CONNECT).get(0).name();
    }

    /** The arguments of every event of this name, in the order of arrival. */
    public List<List<JsonNode>> events(String name) {
        return named(Kind.EVENT, name);
    }

    public void receives(String event, JsonNode... args) {
        eventually(() -> assertThat(events(event)).as(event).contains(List.of(args)));
    }

    /** The events of this name were the numbers from 0 below {@code count}, in order, each once. */
    public void receivesNumbers(String event, int count) {
        eventually(() -> assertThat(events(event)).as("number of %s", event).hasSizeGreaterThanOrEqualTo(count));
        assertThat(events(event)).as("order of %s", event).isEqualTo(numbers(count));
    }

    public void receivesBurstAcks(int count) {
        eventually(() -> assertThat(all(Kind.ACK)).as("number of acks").hasSizeGreaterThanOrEqualTo(count));
        assertThat(all(Kind.ACK).stream().map(Observation::args).toList())
                .as("order of acks")
                .isEqualTo(numbers(count));
    }

    public Observation connectError() {
        eventually(() -> assertThat(all(Kind.CONNECT_ERROR)).as("connect error").isNotEmpty());
        return all(Kind.CONNECT_ERROR).get(0);
    }

    /** Waits for the end of the session; its reason. */
    public String disconnectReason() {
        eventually(() -> assertThat(all(Kind.DISCONNECT)).as("disconnected").isNotEmpty());
        return all(Kind.DISCONNECT).get(0).name();
    }

    public void upgraded() {
        eventually(() -> assertThat(all(Kind.UPGRADE)).as("upgraded").isNotEmpty());
    }

    public List<Observation> all(Kind kind) {
        return observations.stream()
                .filter(observation -> observation.kind() == kind)
                .toList();
    }

    private List<List<JsonNode>> acks(String name) {
        return named(Kind.ACK, name);
    }

    private List<List<JsonNode>> named(Kind kind, String name) {
        return all(kind).stream()
                .filter(observation -> observation.name().equals(name))
                .map(Observation::args)
                .toList();
    }

    private static List<List<JsonNode>> numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> List.<JsonNode>of(IntNode.valueOf(i)))
                .toList();
    }

    @Override
    public String toString() {
        return kind + " " + observations;
    }
}

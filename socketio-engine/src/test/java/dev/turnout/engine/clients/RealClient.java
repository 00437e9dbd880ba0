package dev.turnout.engine.clients;

import static dev.turnout.engine.clients.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.turnout.engine.clients.Seen.What;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A real client, told what to do and asked what it saw.  */
public abstract class RealClient {

    private final ClientKind kind;
    private final List<Seen> journal = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();

    RealClient(ClientKind kind) {
        this.kind = kind;
    }

    public static RealClient open(ClientKind kind, Target target) {
        return kind.library().isJava()
                ? new JavaClient(kind, target)
                : NodeProcess.shared().open(kind, target);
    }

    final void saw(Seen seen) {
        journal.add(seen);
    }

    public abstract void emit(String event, JsonNode... args);

    abstract void emitForAck(String event, String ackName, List<JsonNode> args);

    /** Emits the numbers from 0 below {@code count}, each with an acknowledgement; spread out, or all in one go. */
    public abstract void burst(String event, int count, boolean spread);

    public abstract void disconnect();

    /** Emits and waits for the acknowledgement. */
    public List<JsonNode> ask(String event, JsonNode... args) {
        String name = "ask-" + asked.incrementAndGet();
        emitForAck(event, name, List.of(args));
        eventually(() -> assertThat(acks(name)).as("answer to %s", event).isNotEmpty());
        assertThat(acks(name)).as("answers to %s", event).hasSize(1);
        return acks(name).get(0);
    }

    public ClientKind kind() {
        return kind;
    }

    public RealClient connected() {
        eventually(() -> assertThat(all(What.CONNECT)).as("connected").isNotEmpty());
        return this;
    }

    /** Connected once more, and told whether that continued what was before. */
    public boolean cameBackRecovered() {
        eventually(() -> assertThat(all(What.CONNECT)).as("connected again").hasSize(2));
        return all(What.CONNECT).get(1).args().get(0).booleanValue();
    }

    public String id() {
        return all(What.CONNECT).get(0).name();
    }

    /** The arguments of every event of this name, in the order they came. */
    public List<List<JsonNode>> events(String name) {
        return named(What.EVENT, name);
    }

    public void sees(String event, JsonNode... args) {
        eventually(() -> assertThat(events(event)).as(event).contains(List.of(args)));
    }

    /** The events of this name were the numbers from 0 below {@code count}, in order, each once. */
    public void seesCounted(String event, int count) {
        eventually(() -> assertThat(events(event)).as("number of %s", event).hasSizeGreaterThanOrEqualTo(count));
        assertThat(events(event)).as("order of %s", event).isEqualTo(numbers(count));
    }

    public void seesBurstAnswered(int count) {
        eventually(() -> assertThat(all(What.ACK)).as("number of acks").hasSizeGreaterThanOrEqualTo(count));
        assertThat(all(What.ACK).stream().map(Seen::args).toList())
                .as("order of acks")
                .isEqualTo(numbers(count));
    }

    public Seen refusal() {
        eventually(() -> assertThat(all(What.REFUSED)).as("refused").isNotEmpty());
        return all(What.REFUSED).get(0);
    }

    /** Waits for the end and tells its reason. */
    public String disconnected() {
        eventually(() -> assertThat(all(What.DISCONNECT)).as("disconnected").isNotEmpty());
        return all(What.DISCONNECT).get(0).name();
    }

    public void upgraded() {
        eventually(() -> assertThat(all(What.UPGRADE)).as("upgraded").isNotEmpty());
    }

    public List<Seen> all(What what) {
        return journal.stream().filter(seen -> seen.what() == what).toList();
    }

    private List<List<JsonNode>> acks(String name) {
        return named(What.ACK, name);
    }

    private List<List<JsonNode>> named(What what, String name) {
        return all(what).stream()
                .filter(seen -> seen.name().equals(name))
                .map(Seen::args)
                .toList();
    }

    private static List<List<JsonNode>> numbers(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> List.<JsonNode>of(IntNode.valueOf(i)))
                .toList();
    }

    @Override
    public String toString() {
        return kind + " " + journal;
    }
}

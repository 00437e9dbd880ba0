package dev.turnout.engine.contract;

import static dev.turnout.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An application that keeps a record of all it is told. It answers {@code echo} with {@code echo-back}, {@code ask} with
 * an ack, both with the same arguments; and notes whenever the engine breaks the order that {@link SessionHandler}
 * promises.
 */
final class RecordingApplication implements SessionHandler {

    /** Answers one event of a client. */
    @FunctionalInterface
    interface Answer {
        void to(Session session, List<JsonNode> args, Ack ack);
    }

    record Closed(Session session, CloseReason reason) {}

    record ReceivedEvent(Session session, String name, List<JsonNode> args) {}

    private final List<Handshake> handshakes = new CopyOnWriteArrayList<>();
    private final List<Session> opened = new CopyOnWriteArrayList<>();
    private final List<Closed> closed = new CopyOnWriteArrayList<>();
    private final List<ReceivedEvent> received = new CopyOnWriteArrayList<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final Map<Session, Thread> owners = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile Function<Handshake, Admission> door = handshake -> Admission.accept(null);
    private volatile Consumer<Session> welcome = session -> {};

    RecordingApplication() {
        on("echo", (session, args, ack) -> session.emit(new Event("echo-back", args)));
        on("ask", (session, args, ack) -> ack.reply(args));
    }

    RecordingApplication admitting(Function<Handshake, Admission> decision) {
        door = decision;
        return this;
    }

    RecordingApplication welcoming(Consumer<Session> greeting) {
        welcome = greeting;
        return this;
    }

    RecordingApplication on(String event, Answer answer) {
        answers.put(event, answer);
        return this;
    }

    @Override
    public Set<String> handshakeHeaders() {
        return Set.of("X-Seen-By", "Origin");
    }

    @Override
    public Admission admit(Handshake handshake) {
        handshakes.add(handshake);
        return door.apply(handshake);
    }

    @Override
    public void opened(Session session) {
        if (owners.put(session, Thread.currentThread()) != null) {
            broken.add("opened twice");
        }
        opened.add(session);
        welcome.accept(session);
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        mustBeOpen(session, "event " + name);
        received.add(new ReceivedEvent(session, name, args));
        answers.getOrDefault(name, (from, with, answer) -> {}).to(session, args, ack);
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        mustBeOpen(session, "closed");
        closed.add(new Closed(session, reason));
    }

    private void mustBeOpen(Session session, String what) {
        Thread owner = owners.get(session);
        if (owner == null) {
            broken.add(what + " before opened");
        } else if (owner != Thread.currentThread()) {
            broken.add(what + " on " + Thread.currentThread().getName() + ", opened on " + owner.getName());
        }
        if (closed.stream().anyMatch(earlier -> earlier.session() == session)) {
            broken.add(what + " after closed");
        }
    }

    /** The order of the calls was kept; at the end every session that was opened has closed. */
    void keptItsOrder() {
        assertThat(broken).as("broken promises").isEmpty();
        assertThat(closed.stream().map(Closed::session))
                .as("closed sessions")
                .containsExactlyInAnyOrderElementsOf(opened);
    }

    List<Handshake> handshakes() {
        return handshakes;
    }

    List<Session> opened() {
        return opened;
    }

    List<Closed> closed() {
        return closed;
    }

    Session onlySession() {
        eventually(() -> assertThat(opened).as("sessions opened").hasSize(1));
        return opened.get(0);
    }

    CloseReason onlyCloseReason() {
        eventually(() -> assertThat(closed).as("sessions closed").hasSize(1));
        return closed.get(0).reason();
    }

    /** The arguments of every event of this name, in the order they came. */
    List<List<JsonNode>> received(String name) {
        return received.stream()
                .filter(event -> event.name().equals(name))
                .map(ReceivedEvent::args)
                .toList();
    }
}

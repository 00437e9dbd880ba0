package dev.turnout.engine.abuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Lets everybody in and into the room {@link #ROOM}, sends every event back under its own name, and remembers who came
 * and how it ended. A client that names a step in {@code auth.fail} makes that step fail; one with {@code auth.refuse}
 * is refused; one with {@code auth.takes} takes the sessions along that came with {@code auth.as} of that name.
 */
final class RecordingHandler implements SessionHandler {

    static final String ROOM = "all";

    /** What a handler's bug throws. */
    static final class Bug extends RuntimeException {
        private static final long serialVersionUID = 1;

        Bug(String step) {
            super(step);
        }
    }

    final Map<String, Session> open = new ConcurrentHashMap<>();
    final Queue<CloseReason> closed = new ConcurrentLinkedQueue<>();
    final Queue<Handshake> handshakes = new ConcurrentLinkedQueue<>();
    volatile Runnable onAdmit = () -> {};
    volatile Consumer<Session> onOpened = session -> {};

    @Override
    public Admission admit(Handshake handshake) {
        handshakes.add(handshake);
        onAdmit.run();
        String fail = handshake.auth().path("fail").asText();
        failIf("admit", fail);
        return handshake.auth().has("refuse")
                ? Admission.refuse("not today")
                : Admission.accept(remembered(handshake), ROOM);
    }

    /** What a client says each time it comes. */
    private static JsonNode remembered(Handshake handshake) {
        ObjectNode auth = handshake.auth().deepCopy();
        return auth.without(List.of("pid", "offset"));
    }

    private static String auth(Session session, String name) {
        return session.attachment() instanceof JsonNode auth ? auth.path(name).asText() : "";
    }

    @Override
    public void opened(Session session) {
        open.put(session.id(), session);
        failIf("opened", auth(session, "fail"));
        onOpened.accept(session);
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        failIf("event", auth(session, "fail"));
        ack.reply(args);
        session.emit(new Event(name, args));
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        open.remove(session.id());
        closed.add(reason);
        String takes = auth(session, "takes");
        if (!takes.isEmpty()) {
            open.values().stream()
                    .filter(other -> auth(other, "as").equals(takes))
                    .forEach(Session::disconnect);
        }
        failIf("closed", auth(session, "fail"));
    }

    private static void failIf(String step, String failing) {
        if (step.equals(failing)) {
            throw new Bug(step);
        }
        if ((step + " error").equals(failing)) {
            throw new StackOverflowError(step);
        }
    }
}

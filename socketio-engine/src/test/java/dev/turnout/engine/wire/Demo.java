package dev.turnout.engine.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A namespace that does what its clients' events ask for, and remembers what happened. A client whose {@code auth.token}
 * is {@code bad} is not let in.
 */
final class Demo implements SessionHandler {

    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Handshake> handshakes = new CopyOnWriteArrayList<>();
    private final List<Session> sessions = new CopyOnWriteArrayList<>();
    private final boolean greets;

    /** @param greets whether every client is sent {@code auth} with its auth payload at once */
    Demo(boolean greets) {
        this.greets = greets;
    }

    /** Everything that happened: {@code opened}, {@code event name}, {@code closed: reason}. */
    List<String> log() {
        return log;
    }

    List<Handshake> handshakes() {
        return handshakes;
    }

    /** The sessions that are open now, oldest first. */
    List<Session> sessions() {
        return sessions;
    }

    @Override
    public Set<String> handshakeHeaders() {
        return Set.of("X-Test");
    }

    @Override
    public Admission admit(Handshake handshake) {
        handshakes.add(handshake);
        if (handshake.auth().path("token").asText("").equals("bad")) {
            return Admission.refuse(
                    "not authorized", JsonNodeFactory.instance.objectNode().put("code", 401));
        }
        return Admission.accept(handshake.auth().path("user").asText(""));
    }

    @Override
    public void opened(Session session) {
        sessions.add(session);
        log.add("opened");
        if (greets) {
            session.emit(Event.of("auth", handshakes.get(handshakes.size() - 1).auth()));
        }
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        log.add("event " + name);
        switch (name) {
            case "message" -> session.emit(new Event("message-back", args));
            case "message-with-ack" -> ack.reply(args);
            case "answer-twice" -> {
                ack.reply(args);
                ack.reply(args);
            }
            case "ask-me" -> session.emit(new Event("question", args), answer -> log.add("answered " + answer));
            case "join" -> {
                session.join(args.get(0).asText());
                ack.reply();
            }
            case "leave" -> {
                session.leave(args.get(0).asText());
                ack.reply();
            }
            case "push" -> {
                for (int i = 0; i < args.get(0).asInt(); i++) {
                    session.emit(Event.of("pushed", JsonNodeFactory.instance.numberNode(i)));
                }
            }
            case "kick-me" -> session.disconnect();
            case "hang-up" -> session.closeConnection();
            case "fail" -> throw new IllegalStateException("on purpose");
            default -> ack.reply();
        }
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        sessions.remove(session);
        log.add("closed: " + reason);
    }
}

package dev.turnout.engine.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a protocol suite may ask of a namespace, by the name of the event. */
final class Scenario implements SessionHandler {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** What is remembered of a handshake. */
    private record Guest(JsonNode auth, @Nullable String slug, int protocol) {}

    private final boolean greeting;
    private final boolean authEvent;
    private final Supplier<Endpoint> endpoint;

    /** @param endpoint the namespace this serves; asked for when there are sessions */
    Scenario(boolean greeting, boolean authEvent, Supplier<Endpoint> endpoint) {
        this.greeting = greeting;
        this.authEvent = authEvent;
        this.endpoint = endpoint;
    }

    @Override
    public Admission admit(Handshake handshake) {
        return Admission.accept(new Guest(handshake.auth(), handshake.query().get("slug"), handshake.protocol()));
    }

    @Override
    public void opened(Session session) {
        Guest guest = guest(session);
        if (authEvent) {
            session.emit(Event.of("auth", guest.auth()));
        }
        if (greeting) {
            ObjectNode about = JSON.objectNode().put("slug", guest.slug()).put("eio", guest.protocol());
            session.emit(Event.of("greeting", about));
        }
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        switch (name) {
            case "message" -> session.emit(new Event("message-back", args));
            case "bin" -> session.emit(new Event("bin-back", args));
            case "message-with-ack", "bin-ack" -> ack.reply(args);
            case "ack-undef" -> ack.reply();
            case "ack-me" ->
                session.emit(
                        Event.of("please-ack", JSON.numberNode(1)),
                        answer -> session.emit(new Event("ack-got", answer)));
            case "push" -> push(session, number(args));
            case "join" -> {
                session.join(text(args, 0));
                ack.reply();
            }
            case "to-room" -> endpoint.get().room(text(args, 0)).emit(Event.of("room", argument(args, 1)));
            case "kick" -> session.disconnect();
            case "kick-transport" -> session.closeConnection();
            case "whoami" -> ack.reply(whoIs(session));
            default -> {
                // a suite may send what nobody listens to
            }
        }
    }

    @Override
    public void closed(Session session, CloseReason reason) {}

    private static void push(Session session, int times) {
        for (int i = 0; i < times; i++) {
            session.emit(Event.of("pushed", JSON.numberNode(i)));
        }
    }

    private static ObjectNode whoIs(Session session) {
        return JSON.objectNode()
                .put("slug", guest(session).slug())
                .put("transport", session.transport().wireName());
    }

    private static Guest guest(Session session) {
        if (session.attachment() instanceof Guest guest) {
            return guest;
        }
        throw new IllegalStateException("a session that was not admitted here");
    }

    private static int number(List<JsonNode> args) {
        return argument(args, 0).asInt();
    }

    private static String text(List<JsonNode> args, int index) {
        return argument(args, index).asText();
    }

    private static JsonNode argument(List<JsonNode> args, int index) {
        return index < args.size() ? args.get(index) : JSON.nullNode();
    }
}

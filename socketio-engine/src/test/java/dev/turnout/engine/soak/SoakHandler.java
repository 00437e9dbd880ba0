package dev.turnout.engine.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.turnout.engine.Ack;
import dev.turnout.engine.Admission;
import dev.turnout.engine.CloseReason;
import dev.turnout.engine.Event;
import dev.turnout.engine.Handshake;
import dev.turnout.engine.Session;
import dev.turnout.engine.SessionHandler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The server's handler: admits every client, joins it to rooms, numbers the events for one session alone, and checks what
 * it receives. An event for the session alone reports each room that it joins or leaves.
 */
final class SoakHandler implements SessionHandler {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int OWN_EVERY = 3;
    private static final int ASK_EVERY = 4;

    private final Published published;
    private final Violations violations;
    private final ActionCounts counts;
    private final ConcurrentMap<String, OpenSession> open = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, ClientState> clients = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> disconnected = new ConcurrentHashMap<>();

    SoakHandler(Published published, Violations violations, ActionCounts counts) {
        this.published = published;
        this.violations = violations;
        this.counts = counts;
    }

    /** The client of a session; outlives a lost connection. Written on the loop of the session that has it now. */
    private static final class ClientState {

        private final String who;
        private long ownEvents;
        private boolean joined;
        private String room = "";

        /** The last event of each publisher that was certainly emitted before it was admitted, by room. */
        private final Map<String, List<Long>> before = new HashMap<>();

        ClientState(String who) {
            this.who = who;
        }
    }

    /** An open session; written on its loop. */
    static final class OpenSession {

        private final Session session;
        private volatile long received;
        private volatile long asked;
        private volatile long answered;

        OpenSession(Session session) {
            this.session = session;
        }

        Session session() {
            return session;
        }

        /** How many messages of its client have been received. */
        long received() {
            return received;
        }

        boolean isAnswered() {
            return asked == answered;
        }
    }

    Map<String, OpenSession> open() {
        return open;
    }

    @Override
    public Admission admit(Handshake handshake) {
        ClientState client = handshake.recovery() ? clients.get(handshake.sessionId()) : null;
        if (client == null) {
            client = new ClientState(handshake.query().getOrDefault("who", "nobody"));
            clients.put(handshake.sessionId(), client);
            for (String room : SoakEnvironment.ADMISSION_ROOMS) {
                client.before.put(room, published.done(room));
            }
        }
        return Admission.accept(client, SoakEnvironment.ADMISSION_ROOMS.toArray(String[]::new));
    }

    private static ClientState client(Session session) {
        if (session.attachment() instanceof ClientState client) {
            return client;
        }
        throw new IllegalStateException("a session that was not admitted here");
    }

    @Override
    public void opened(Session session) {
        if (open.put(session.id(), new OpenSession(session)) != null) {
            violations.add("session " + session.id() + " opened while it was open");
        }
        ClientState client = client(session);
        if (!client.joined) {
            client.joined = true;
            for (String room : SoakEnvironment.ADMISSION_ROOMS) {
                ArrayNode before = numbers(client.before.getOrDefault(room, List.of()));
                joined(session, room, before);
            }
        }
        String room = client.room;
        if (!room.isEmpty()) { // recovery restores the rooms of the admission alone
            own(session, JSON.textNode("left"), JSON.textNode(room));
            client.room = "";
        }
        List<String> rooms = SoakEnvironment.roomsToMoveTo(published);
        move(session, room.isEmpty() ? rooms.get(Math.floorMod(client.who.hashCode(), rooms.size())) : room);
    }

    private void move(Session session, String room) {
        ClientState client = client(session);
        if (room.equals(client.room)) {
            return;
        }
        if (!client.room.isEmpty()) {
            session.leave(client.room);
            own(session, JSON.textNode("left"), JSON.textNode(client.room));
        }
        client.room = room;
        join(session, room);
    }

    private void join(Session session, String room) {
        ArrayNode before = numbers(published.done(room));
        session.join(room);
        joined(session, room, before);
    }

    private void joined(Session session, String room, ArrayNode before) {
        ArrayNode during = numbers(published.begun(room));
        own(session, JSON.textNode("joined"), JSON.textNode(room), before, during, JSON.textNode(session.id()));
    }

    private static ArrayNode numbers(List<Long> numbers) {
        ArrayNode array = JSON.arrayNode();
        numbers.forEach(array::add);
        return array;
    }

    private static void own(Session session, JsonNode... what) {
        List<JsonNode> args = new ArrayList<>();
        args.add(JSON.numberNode(++client(session).ownEvents));
        args.addAll(List.of(what));
        session.emit(new Event("own", args));
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        OpenSession openSession = open.get(session.id());
        if (openSession == null || openSession.session != session) {
            violations.add("session " + session.id() + " received while it was not open");
        } else {
            if (name.equals("move")) {
                move(session, args.get(1).asText());
            }
            received(openSession, args.get(0).asLong());
            ack.reply(args);
        }
    }

    private void received(OpenSession openSession, long number) {
        if (number != openSession.received + 1) {
            violations.add(client(openSession.session).who + ": message " + number + " received after "
                    + openSession.received);
        }
        openSession.received = number;
        if (number % OWN_EVERY == 0) {
            own(openSession.session);
        }
        if (number % ASK_EVERY == 0) {
            ask(openSession, openSession.asked + 1);
        }
    }

    private void ask(OpenSession openSession, long number) {
        openSession.asked = number;
        openSession.session.emit(Event.of("ask", JSON.numberNode(number)), answer -> {
            if (answer.size() != 1 || answer.get(0).asLong() != number || openSession.answered != number - 1) {
                violations.add(client(openSession.session).who + ": question " + number + " answered " + answer.size()
                        + " values after " + openSession.answered);
            }
            openSession.answered = number;
            counts.one(ActionCounts.Action.ANSWERED);
        });
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        OpenSession openSession = open.remove(session.id());
        if (openSession == null || openSession.session != session) {
            violations.add("session " + session.id() + " closed (" + reason + ") while it was not open");
        }
    }

    // ---- disconnecting clients

    /** Ends a session at random, of those whose client has sent a message. Any thread. */
    void disconnectOne(Random random) {
        List<OpenSession> candidates = open.values().stream()
                .filter(openSession -> openSession.received > 0)
                .toList();
        if (candidates.isEmpty()) {
            return;
        }
        Session chosen = candidates.get(random.nextInt(candidates.size())).session;
        disconnected.put(chosen.id(), true);
        counts.one(ActionCounts.Action.DISCONNECTED);
        if (random.nextBoolean()) {
            chosen.disconnect();
        } else {
            chosen.closeConnection();
        }
    }

    boolean wasDisconnected(String id) {
        return disconnected.containsKey(id);
    }

    /** The client of this session has a new one. */
    void forget(String id) {
        disconnected.remove(id);
        clients.remove(id);
    }
}

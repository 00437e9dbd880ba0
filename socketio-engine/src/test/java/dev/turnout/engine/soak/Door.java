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
 * The server's side: lets everybody in, joins them, numbers what each is sent alone, and checks what it hears. A client
 * is told of each room it joins or leaves by an own event, so that it knows which events are its own.
 */
final class Door implements SessionHandler {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int OWN_EVERY = 3;
    private static final int ASK_EVERY = 4;

    private final Published published;
    private final Violations violations;
    private final Tally tally;
    private final ConcurrentMap<String, Seat> open = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Guest> guests = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> told = new ConcurrentHashMap<>();

    Door(Published published, Violations violations, Tally tally) {
        this.published = published;
        this.violations = violations;
        this.tally = tally;
    }

    /** The client of a session; outlives a lost connection. Written on the loop of the session that has it now. */
    private static final class Guest {

        private final String who;
        private long ownEvents;
        private boolean joined;
        private String room = "";

        /** The last event of each publisher that was certainly emitted before it was admitted, by room. */
        private final Map<String, List<Long>> before = new HashMap<>();

        Guest(String who) {
            this.who = who;
        }
    }

    /** An open session; written on its loop. */
    static final class Seat {

        private final Session session;
        private volatile long heard;
        private volatile long asked;
        private volatile long answered;

        Seat(Session session) {
            this.session = session;
        }

        Session session() {
            return session;
        }

        /** How many of its client's messages have come. */
        long heard() {
            return heard;
        }

        boolean isAnswered() {
            return asked == answered;
        }
    }

    Map<String, Seat> open() {
        return open;
    }

    @Override
    public Admission admit(Handshake handshake) {
        Guest guest = handshake.recovery() ? guests.get(handshake.sessionId()) : null;
        if (guest == null) {
            guest = new Guest(handshake.query().getOrDefault("who", "nobody"));
            guests.put(handshake.sessionId(), guest);
            for (String room : World.ADMISSION_ROOMS) {
                guest.before.put(room, published.done(room));
            }
        }
        return Admission.accept(guest, World.ADMISSION_ROOMS.toArray(String[]::new));
    }

    private static Guest guest(Session session) {
        if (session.attachment() instanceof Guest guest) {
            return guest;
        }
        throw new IllegalStateException("a session that was not admitted here");
    }

    @Override
    public void opened(Session session) {
        if (open.put(session.id(), new Seat(session)) != null) {
            violations.add("session " + session.id() + " opened while it was open");
        }
        Guest guest = guest(session);
        if (!guest.joined) {
            guest.joined = true;
            for (String room : World.ADMISSION_ROOMS) {
                ArrayNode before = numbers(guest.before.getOrDefault(room, List.of()));
                joined(session, room, before);
            }
        }
        String room = guest.room;
        if (!room.isEmpty()) { // recovery restores the rooms of the admission alone
            own(session, JSON.textNode("left"), JSON.textNode(room));
            guest.room = "";
        }
        List<String> rooms = World.roomsToMoveTo(published);
        move(session, room.isEmpty() ? rooms.get(Math.floorMod(guest.who.hashCode(), rooms.size())) : room);
    }

    private void move(Session session, String room) {
        Guest guest = guest(session);
        if (room.equals(guest.room)) {
            return;
        }
        if (!guest.room.isEmpty()) {
            session.leave(guest.room);
            own(session, JSON.textNode("left"), JSON.textNode(guest.room));
        }
        guest.room = room;
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
        args.add(JSON.numberNode(++guest(session).ownEvents));
        args.addAll(List.of(what));
        session.emit(new Event("own", args));
    }

    @Override
    public void event(Session session, String name, List<JsonNode> args, Ack ack) {
        Seat seat = open.get(session.id());
        if (seat == null || seat.session != session) {
            violations.add("session " + session.id() + " heard while it was not open");
        } else {
            if (name.equals("move")) {
                move(session, args.get(1).asText());
            }
            heard(seat, args.get(0).asLong());
            ack.reply(args);
        }
    }

    private void heard(Seat seat, long number) {
        if (number != seat.heard + 1) {
            violations.add(guest(seat.session).who + ": message " + number + " heard after " + seat.heard);
        }
        seat.heard = number;
        if (number % OWN_EVERY == 0) {
            own(seat.session);
        }
        if (number % ASK_EVERY == 0) {
            ask(seat, seat.asked + 1);
        }
    }

    private void ask(Seat seat, long number) {
        seat.asked = number;
        seat.session.emit(Event.of("ask", JSON.numberNode(number)), answer -> {
            if (answer.size() != 1 || answer.get(0).asLong() != number || seat.answered != number - 1) {
                violations.add(guest(seat.session).who + ": question " + number + " answered " + answer.size()
                        + " values after " + seat.answered);
            }
            seat.answered = number;
            tally.one(Tally.What.ASKED);
        });
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        Seat seat = open.remove(session.id());
        if (seat == null || seat.session != session) {
            violations.add("session " + session.id() + " closed (" + reason + ") while it was not open");
        }
    }

    // ---- telling clients to go

    /** Ends a session at random, of those whose client knows that it has one. Any thread. */
    void tellOneToGo(Random random) {
        List<Seat> seats = open.values().stream().filter(seat -> seat.heard > 0).toList();
        if (seats.isEmpty()) {
            return;
        }
        Session chosen = seats.get(random.nextInt(seats.size())).session;
        told.put(chosen.id(), true);
        tally.one(Tally.What.TOLD_TO_GO);
        if (random.nextBoolean()) {
            chosen.disconnect();
        } else {
            chosen.closeConnection();
        }
    }

    boolean wasToldToGo(String id) {
        return told.containsKey(id);
    }

    /** The client of this session has begun another. */
    void forget(String id) {
        told.remove(id);
        guests.remove(id);
    }
}

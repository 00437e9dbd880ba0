package dev.turnout.socket.simulation;

import dev.turnout.engine.Event;
import dev.turnout.model.AuctionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A page that watches one auction: what it has received, where its session is, and who looks at it. */
final class Viewer {

    /** In place of a position: the event was sent without one. */
    private static final long ALONE = 0;

    private final String name;
    private final AuctionId auction;
    private final @Nullable String person;
    private final EventBook book;
    private final Map<Integer, Long> received = new LinkedHashMap<>();
    private @Nullable Connection connection;
    private int sessions;
    private long began;
    private SimulatedEndpoint.Offset offset = new SimulatedEndpoint.Offset(0, "", 0, Set.of(), false);
    private int count = -1;

    /** @param person what all pages of one person share; null for a page that is its own viewer */
    Viewer(String name, AuctionId auction, @Nullable String person, EventBook book) {
        this.name = name;
        this.auction = auction;
        this.person = person;
        this.book = book;
    }

    AuctionId auction() {
        return auction;
    }

    @Nullable String person() {
        return person;
    }

    String sessionId() {
        return name + "/" + sessions;
    }

    /** A connection to a node. What is sent on one that the viewer has left reaches nobody. */
    final class Connection {

        private final SimulatedNode node;
        private final String sessionId = Viewer.this.sessionId();

        private Connection(SimulatedNode node) {
            this.node = node;
        }

        SimulatedNode node() {
            return node;
        }

        /** The session that it carries. */
        String sessionId() {
            return sessionId;
        }

        Viewer viewer() {
            return Viewer.this;
        }

        void receives(Event event, SimulatedEndpoint.Offset at, Optional<Long> position) {
            if (connection == this) {
                Viewer.this.receives(event, at, position);
            }
        }

        void sees(int newCount) {
            if (connection == this) {
                count = newCount;
            }
        }
    }

    @Nullable Connection connection() {
        return connection;
    }

    Connection connectTo(SimulatedNode node) {
        Connection opened = new Connection(node);
        connection = opened;
        return opened;
    }

    void disconnect() {
        connection = null;
    }

    /** The node that it is connected to. */
    @Nullable SimulatedNode node() {
        return connection == null ? null : connection.node;
    }

    /** A new id for the session that begins. */
    void nextSession() {
        sessions++;
    }

    /** A session has begun that receives every event after these. */
    void began(SimulatedEndpoint.Offset before) {
        received.clear();
        began = book.now();
        offset = before;
        count = -1;
    }

    /** When its session began, true time. */
    long began() {
        return began;
    }

    /** Offset of the last event that it has received. */
    SimulatedEndpoint.Offset offset() {
        return offset;
    }

    private void receives(Event event, SimulatedEndpoint.Offset at, Optional<Long> position) {
        int number = event.args().get(0).intValue();
        offset = at;
        Long before = received.putIfAbsent(number, position.orElse(ALONE));
        if (before != null) {
            book.duplicate(number, sessionId());
        }
        book.received(number, sessionId(), received, position);
    }

    boolean has(int event) {
        return received.containsKey(event);
    }

    /** The count that it shows, -1 while it has received none. */
    int count() {
        return count;
    }

    @Override
    public String toString() {
        return sessionId();
    }
}

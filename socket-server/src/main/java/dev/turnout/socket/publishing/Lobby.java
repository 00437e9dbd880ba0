package dev.turnout.socket.publishing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.turnout.engine.Endpoint;
import dev.turnout.engine.Event;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Wire;
import dev.turnout.thread.OwnerThread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The sessions that show counts without being counted, by what they watch. Sessions that watch the same auctions share an
 * interest, which is one room of the engine, so their update is encoded once.
 *
 * <p>An update costs the sum, over the auctions whose count changed, of the interests that watch it; sessions and auctions
 * without a change cost nothing. All state belongs to the lobby thread, so that no number of lobby sessions delays
 * counting.
 */
public final class Lobby {

    private final Endpoint endpoint;
    private final OwnerThread thread;
    private final int maxWatches;
    private final AtomicInteger sessions = new AtomicInteger();
    private final Map<AuctionId, WatchedAuction> watched = new HashMap<>();
    private final Map<List<WatchedAuction>, LobbyInterest> interests = new HashMap<>();
    private final List<LobbyInterest> updated = new ArrayList<>();
    private long rooms;
    private final AtomicInteger watches = new AtomicInteger();
    private final LongAdder updates = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /**
     * @param endpoint of the lobby
     * @param maxWatches the sum of the sizes of all interests
     */
    public Lobby(Endpoint endpoint, OwnerThread thread, int maxWatches) {
        this.endpoint = endpoint;
        this.thread = thread;
        this.maxWatches = maxWatches;
    }

    /** A session has connected. Any thread. */
    public void opened() {
        sessions.incrementAndGet();
    }

    /** The session has closed; sent after everything else of the session. Any thread. */
    public void closed(LobbySession session) {
        sessions.decrementAndGet();
        thread.execute(() -> {
            session.closed = true;
            release(session);
        });
    }

    /** Whether there is a session that could watch something. Any thread. */
    boolean isInUse() {
        return sessions.get() > 0;
    }

    /**
     * From now on the session watches these auctions and no others. Called on the audience thread, so that the changes
     * after these counts reach the lobby thread after them.
     *
     * @param answered receives the counts, or null when too much is watched already
     */
    void watch(LobbySession session, Map<AuctionId, Integer> counts, Consumer<Boolean> answered) {
        thread.execute(() -> {
            if (session.closed) {
                return;
            }
            release(session);
            boolean accepted = fits(counts);
            if (!accepted) {
                refused.increment();
            } else if (!counts.isEmpty()) {
                take(session, interest(counts));
            }
            answered.accept(accepted);
        });
    }

    /** A set of auctions that other sessions watch costs nothing more. */
    private boolean fits(Map<AuctionId, Integer> counts) {
        return counts.isEmpty() || watches.get() + counts.size() <= maxWatches || isInterest(counts.keySet());
    }

    private boolean isInterest(Set<AuctionId> ids) {
        List<WatchedAuction> auctions = new ArrayList<>();
        for (AuctionId id : ids) {
            WatchedAuction auction = watched.get(id);
            if (auction == null) {
                return false;
            }
            auctions.add(auction);
        }
        auctions.sort(Comparator.comparing(auction -> auction.id));
        return interests.containsKey(auctions);
    }

    private LobbyInterest interest(Map<AuctionId, Integer> counts) {
        WatchedAuction[] auctions = counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> watched(entry.getKey(), entry.getValue()))
                .toArray(WatchedAuction[]::new);
        return interests.computeIfAbsent(Arrays.asList(auctions), key -> {
            LobbyInterest added = new LobbyInterest("interest-" + rooms++, auctions);
            watches.addAndGet(auctions.length);
            return added;
        });
    }

    /**
     * @param count what the new session has been answered. When the others have been sent another count, a change is on
     *     its way; it must be sent even if it leads back to the count that the others have
     */
    private WatchedAuction watched(AuctionId id, int count) {
        WatchedAuction auction = watched.computeIfAbsent(id, key -> new WatchedAuction(key, count));
        if (auction.sent != count) {
            auction.sent = WatchedAuction.NOT_SENT;
        }
        return auction;
    }

    private static void take(LobbySession session, LobbyInterest interest) {
        interest.sessions++;
        if (interest.sessions == 1) {
            for (WatchedAuction auction : interest.auctions) {
                auction.add(interest);
            }
        }
        session.interest = interest;
        session.socket().join(interest.room);
    }

    private void release(LobbySession session) {
        LobbyInterest interest = session.interest;
        if (interest == null) {
            return;
        }
        session.interest = null;
        session.socket().leave(interest.room);
        interest.sessions--;
        if (interest.sessions == 0) {
            interests.remove(Arrays.asList(interest.auctions));
            watches.addAndGet(-interest.auctions.length);
            for (WatchedAuction auction : interest.auctions) {
                auction.oneUnused();
                if (!auction.isWatched()) {
                    watched.remove(auction.id);
                }
            }
        }
    }

    /** Sends each session what changed of what it watches. Any thread. */
    void countsChanged(Map<AuctionId, Integer> counts) {
        thread.execute(() -> {
            counts.forEach(this::countChanged);
            updated.forEach(this::send);
            updated.clear();
        });
    }

    private void countChanged(AuctionId id, int count) {
        WatchedAuction auction = watched.get(id);
        if (auction == null || auction.sent == count) {
            return;
        }
        auction.sent = count;
        String member = "\"" + id + "\":" + count; // an id needs no escaping
        auction.forEachInterest(interest -> {
            if (interest.update.length() == 0) {
                updated.add(interest);
            }
            interest.update.append(interest.update.length() == 0 ? '{' : ',').append(member);
        });
    }

    private void send(LobbyInterest interest) {
        String update = interest.update.append('}').toString();
        interest.update.setLength(0);
        updates.increment();
        var unused =
                endpoint.room(interest.room).emit(Event.of(Wire.VIEWER_COUNTS, new POJONode(new RawValue(update))));
    }

    /**
     * Sends the status of an auction, with its id, to the sessions that watch its count; any other event, as it was
     * published, to the sessions in the engine's room of the auction's slug. Any thread.
     */
    void published(AuctionId id, Event event) {
        if (!event.name().equals(Wire.AUCTION_STATUS_UPDATE)) {
            if (isInUse()) {
                var unused = endpoint.room(id.slug()).emit(event);
            }
        } else if (!event.args().isEmpty()) {
            statusChanged(id, event.args().get(0));
        }
    }

    private void statusChanged(AuctionId id, JsonNode status) {
        ObjectNode withId = JsonNodeFactory.instance.objectNode().put("id", id.value());
        status.properties().forEach(field -> withId.set(field.getKey(), field.getValue()));
        withId.put("id", id.value());
        Event event = Event.of(Wire.AUCTION_STATUS_UPDATE, withId);
        thread.execute(() -> {
            WatchedAuction auction = watched.get(id);
            if (auction != null) {
                auction.forEachInterest(interest -> {
                    Object unused =
                            Objects.requireNonNull(endpoint.room(interest.room).emit(event));
                });
            }
        });
    }

    /** Sessions of the lobby. Any thread. */
    public int sessions() {
        return sessions.get();
    }

    /** The sum of the sizes of all interests. Any thread. */
    public int watches() {
        return watches.get();
    }

    /** Updates of counts so far, one per interest and update. Any thread. */
    public long updates() {
        return updates.sum();
    }

    /** Requests refused so far because too much is watched already. Any thread. */
    public long refused() {
        return refused.sum();
    }
}

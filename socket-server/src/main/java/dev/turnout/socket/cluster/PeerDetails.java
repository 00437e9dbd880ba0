package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.cluster.CensusMessage.DetailRequest;
import dev.turnout.socket.cluster.NodeMessage.Details;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Requests from the other nodes what is shown of a room beside its count, only when this node needs it. Rooms with sessions
 * that receive {@code viewerStats} are requested every second. Audience thread only.
 */
final class PeerDetails implements AudienceListener {

    /** Answers as old as this are used again, so that many requests of clients cost one message. */
    private static final long FRESH_NANOS = Duration.ofMillis(250).toNanos();

    private static final Duration STATS_INTERVAL = Duration.ofSeconds(1);
    private static final int ROOMS_PER_MESSAGE = 50;

    private final String self;
    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource moments;
    private final LongSupplier nanoClock;
    private final Census census;
    private final NodeSender nodes;
    private final PeerAnswers<Details> answers;
    private final PeerShares shares;
    private final Map<AuctionId, Integer> statsSessions = new HashMap<>();
    private final Map<Set<AuctionId>, List<Runnable>> waiting = new HashMap<>();
    private final Map<Set<AuctionId>, Long> answeredAt = new HashMap<>();
    private boolean timerSet;

    PeerDetails(
            String self,
            Audience audience,
            OwnerThread thread,
            MomentSource moments,
            LongSupplier nanoClock,
            Census census,
            NodeSender nodes) {
        this.self = self;
        this.audience = audience;
        this.thread = thread;
        this.moments = moments;
        this.nanoClock = nanoClock;
        this.census = census;
        this.nodes = nodes;
        this.answers = new PeerAnswers<>(thread, PeerAnswers.WAIT);
        this.shares = new PeerShares(nanoClock.getAsLong());
    }

    /**
     * Brings {@link AuctionRoom#detail} up to date.
     *
     * @param rooms empty for all of them
     * @param done called when the others have answered, or have had the time to
     */
    void refresh(Set<AuctionId> rooms, Runnable done) {
        Set<String> peers = census.peers();
        long now = nanoClock.getAsLong();
        answeredAt.values().removeIf(at -> now - at > FRESH_NANOS);
        if (census.isDeaf() || answeredAt.containsKey(rooms)) {
            done.run();
            return;
        }
        List<Runnable> others = waiting.get(rooms);
        if (others != null) {
            others.add(done);
            return;
        }
        if (peers.isEmpty()) {
            apply(rooms);
            done.run();
            return;
        }
        List<Runnable> first = new ArrayList<>(List.of(done));
        waiting.put(rooms, first);
        long number = answers.request(peers, (given, missing) -> answered(rooms));
        shares.requested(number, rooms, now);
        census.publish(new DetailRequest(self, number, rooms));
    }

    private void answered(Set<AuctionId> rooms) {
        List<Runnable> waited = waiting.getOrDefault(rooms, List.of());
        waiting.remove(rooms);
        answeredAt.put(rooms, nanoClock.getAsLong());
        try {
            apply(rooms);
        } finally {
            waited.forEach(Runnable::run);
        }
    }

    private void apply(Set<AuctionId> rooms) {
        shares.retain(census.peers());
        long now = nanoClock.getAsLong();
        Set<AuctionId> requested = rooms.isEmpty() ? allRooms() : rooms;
        requested.forEach(room -> audience.peersDetail(room, shares.merged(room, now), moments.now()));
    }

    private Set<AuctionId> allRooms() {
        Set<AuctionId> ids = new HashSet<>();
        audience.rooms().forEach(room -> ids.add(room.id()));
        return ids;
    }

    /** A peer has answered. */
    void received(Details details) {
        shares.received(details, nanoClock.getAsLong());
        answers.answered(details.from(), details.number(), details, details.last());
    }

    /** Answers the request of a peer. */
    void requested(DetailRequest request) {
        audience.expire(moments.now());
        Map<AuctionId, RoomDetail> part = new HashMap<>();
        for (AuctionId id : request.rooms().isEmpty() ? allRooms() : request.rooms()) {
            audience.room(id)
                    .filter(room -> room.sessions() > 0 || room.unique() > 0)
                    .ifPresent(room -> part.put(id, room.ownDetail()));
            if (part.size() == ROOMS_PER_MESSAGE) {
                nodes.send(new Details(self, request.from(), request.number(), Map.copyOf(part), false));
                part.clear();
            }
        }
        nodes.send(new Details(self, request.from(), request.number(), Map.copyOf(part), true));
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        if (change instanceof Change.Joined joined && joined.session().receivesStats()) {
            statsSessions.merge(room.id(), 1, Integer::sum);
            setTimer();
        } else if (change instanceof Change.Left left && left.session().receivesStats()) {
            statsSessions.computeIfPresent(room.id(), (id, sessions) -> sessions == 1 ? null : sessions - 1);
        }
    }

    private void setTimer() {
        if (!timerSet && !statsSessions.isEmpty()) {
            timerSet = true;
            thread.after(STATS_INTERVAL, this::refreshStats);
        }
    }

    private void refreshStats() {
        timerSet = false;
        setTimer();
        if (!statsSessions.isEmpty()) {
            refresh(Set.copyOf(statsSessions.keySet()), () -> {});
        }
    }
}

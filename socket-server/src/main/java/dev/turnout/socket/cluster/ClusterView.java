package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.CensusMessage.Beat;
import dev.turnout.socket.cluster.CensusMessage.Delta;
import dev.turnout.socket.cluster.CensusMessage.FullState;
import dev.turnout.socket.cluster.CensusMessage.Leave;
import dev.turnout.socket.cluster.CensusMessage.StateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node's view of the cluster: the living peers and their counts. A pure state machine: messages and the time in,
 * messages and changed totals out. Times are monotonic nanoseconds of this node. Audience thread only.
 *
 * <pre>
 * peer:  unknown ──FullState──▶ registered ──Leave, or 3 s of silence while this node is not deaf──▶ unknown
 * node:  connected ──no echo of an own beat for 2 s──▶ deaf ──echo──▶ connected
 * </pre>
 *
 * <ul>
 *   <li>Only a full state registers a peer. A delta or beat of an unknown node makes this node request its full state, so
 *       a late delta of a peer that was dropped cannot bring it back.
 *   <li>A delta that does not follow the one before, or a beat with another digest, makes this node request the peer's
 *       full state; until it arrives the counts known so far stay.
 *   <li>A deaf node cannot distinguish dead peers from its own broken subscription: it keeps its peers as they are. It
 *       registers none either: the channel keeps its order, so whatever arrives before the echo of a recent beat may have
 *       waited, for example while this process was stopped, and its sender may be dead.
 * </ul>
 */
public final class ClusterView {

    static final long BEAT_NANOS = Duration.ofSeconds(1).toNanos();
    static final long DEAF_NANOS = Duration.ofSeconds(2).toNanos();
    static final long DROP_NANOS = Duration.ofSeconds(3).toNanos();
    static final long REQUEST_NANOS = Duration.ofMillis(500).toNanos();

    /** The least time between two deltas, and between two full states: what bounds the messages of a node. */
    static final long DELTA_NANOS = Duration.ofMillis(20).toNanos();

    static final long STATE_NANOS = Duration.ofMillis(200).toNanos();

    /**
     * A beat that is due within this time is sent together with a peer's, so that all nodes beat at the same time and are woken
     * once by all beats.
     */
    static final long TOGETHER_NANOS = BEAT_NANOS / 2;

    /** Nodes that are not registered and whose state has been requested. When it is full, further nodes have to wait. */
    private static final int MAX_UNKNOWN = 1_000;

    /** What the view has done to the world. Called within the view's methods; must not call back. */
    public interface Effects {

        /** Publishes a message to all nodes. */
        void publish(CensusMessage message);

        /** The sum of all peers' counts of a room is now this. */
        void peersTotal(AuctionId room, int total);

        /** This node has become deaf, or is so no longer. While it is deaf its subscription should be rebuilt. */
        void deaf(boolean deaf);
    }

    private final String self;
    private final Effects effects;
    private final RoomCounts own = new RoomCounts();
    private final RoomCounts totals = new RoomCounts();
    private final Map<AuctionId, Integer> unpublished = new LinkedHashMap<>();
    private final Map<String, Peer> peers = new HashMap<>();
    private final Map<String, Long> requestedAt = new HashMap<>();
    private long sequence;
    private long nextBeat;
    private long lastDelta;
    private long lastState;
    private boolean stateRequested;
    private boolean echoed;
    private long lastEchoSentAt;
    private long echoDelay;
    private boolean deaf;

    /** @param self id of this node, random for each run */
    public ClusterView(String self, Effects effects) {
        this.self = self;
        this.effects = effects;
    }

    private static final class Peer {

        private RoomCounts counts = new RoomCounts();
        private long sequence;
        private long lastReceived;
    }

    /** Joins the cluster. Until the first echo of an own beat this node is deaf. */
    public void start(long now) {
        lastDelta = now - DELTA_NANOS;
        setDeaf(true, now);
        publishState(now);
        beat(now);
    }

    /** Leaves the cluster: peers drop this node's share at once. */
    public void stop() {
        effects.publish(new Leave(self));
    }

    /** A room of this node has this many viewers now. */
    public void localCount(AuctionId room, int count, long now) {
        if (own.set(room, count) != count) {
            unpublished.put(room, count);
            if (now - lastDelta >= DELTA_NANOS) {
                publishDelta(now);
            }
        }
    }

    /** Does what is due. To be called at {@link #nextTick}, or later. */
    public void tick(long now) {
        if (!unpublished.isEmpty() && now - lastDelta >= DELTA_NANOS) {
            publishDelta(now);
        }
        if (stateRequested && now - lastState >= STATE_NANOS) {
            publishState(now);
        }
        if (now - nextBeat >= 0) {
            beat(now);
        }
        updateDeaf(now);
        if (!deaf) {
            dropSilentPeers(now);
        }
        requestedAt.values().removeIf(at -> now - at > DROP_NANOS);
    }

    /** When {@link #tick} has something to do. */
    public long nextTick(long now) {
        long wait = nextBeat - now;
        if (!unpublished.isEmpty()) {
            wait = Math.min(wait, lastDelta + DELTA_NANOS - now);
        }
        if (stateRequested) {
            wait = Math.min(wait, lastState + STATE_NANOS - now);
        }
        return now + Math.max(0, wait);
    }

    /** A message has arrived, perhaps an own one. */
    public void received(CensusMessage message, long now) {
        if (message.from().equals(self)) {
            if (message instanceof Beat beat) {
                echoed(beat, now);
            }
            return;
        }
        updateDeaf(now);
        Peer peer = peers.get(message.from());
        if (peer != null) {
            peer.lastReceived = now;
        }
        if (message instanceof FullState state) {
            register(state, peer, now);
        } else if (message instanceof Delta delta) {
            apply(delta, peer, now);
        } else if (message instanceof Beat beat) {
            compare(beat, peer, now);
            beatTogether(now);
        } else if (message instanceof StateRequest request) {
            requested(request, now);
        } else if (message instanceof Leave) {
            drop(message.from());
        }
    }

    /** Sum of the living peers' counts of a room. */
    public int peersTotal(AuctionId room) {
        return totals.get(room);
    }

    /** Ids of the registered peers. */
    public Set<String> peers() {
        return Set.copyOf(peers.keySet());
    }

    /** The sum of each registered peer's counts. */
    public Map<String, Integer> viewersByPeer() {
        Map<String, Integer> viewers = new HashMap<>();
        peers.forEach((node, peer) -> viewers.put(node, peer.counts.sum()));
        return viewers;
    }

    /** Whether own beats do not come back: the peers are kept as they are. */
    public boolean deaf() {
        return deaf;
    }

    /** Nanoseconds from publishing the newest own beat that came back to its return. */
    public long echoDelay() {
        return echoDelay;
    }

    // ---- this node

    private void publishDelta(long now) {
        sequence++;
        lastDelta = now;
        Map<AuctionId, Integer> changed = Map.copyOf(unpublished);
        unpublished.clear();
        effects.publish(new Delta(self, sequence, changed));
    }

    /** The full state contains what no delta has announced yet, which therefore goes out first. */
    private void publishState(long now) {
        if (!unpublished.isEmpty()) {
            publishDelta(now);
        }
        stateRequested = false;
        lastState = now;
        effects.publish(new FullState(self, sequence, Map.copyOf(own.asMap())));
    }

    private void beatTogether(long now) {
        if (nextBeat - now <= TOGETHER_NANOS) {
            beat(now);
        }
    }

    private void beat(long now) {
        nextBeat = now + BEAT_NANOS;
        if (!unpublished.isEmpty()) {
            publishDelta(now);
        }
        effects.publish(new Beat(self, sequence, own.digest(), now));
    }

    private void requested(StateRequest request, long now) {
        if (request.of().equals(self)) {
            stateRequested = true;
            if (now - lastState >= STATE_NANOS) {
                publishState(now);
            }
        }
    }

    private void echoed(Beat beat, long now) {
        echoDelay = now - beat.sentAt();
        if (!echoed || beat.sentAt() - lastEchoSentAt > 0) {
            echoed = true;
            lastEchoSentAt = beat.sentAt();
        }
        updateDeaf(now);
    }

    /** An echo that was under way for too long proves nothing about the connection now. */
    private void updateDeaf(long now) {
        setDeaf(!echoed || now - lastEchoSentAt > DEAF_NANOS, now);
    }

    private void setDeaf(boolean isDeaf, long now) {
        if (deaf == isDeaf) {
            return;
        }
        deaf = isDeaf;
        if (!deaf) {
            peers.values().forEach(peer -> peer.lastReceived = now); // their beats could not be received meanwhile
        }
        effects.deaf(deaf);
    }

    // ---- peers

    private void register(FullState state, @Nullable Peer known, long now) {
        if (known == null ? deaf : state.sequence() < known.sequence) {
            return; // may be of a node that died meanwhile, or is older than what is known
        }
        Peer peer = known == null ? new Peer() : known;
        stateRequested |= known == null; // a node that has just started has no peers yet
        requestedAt.remove(state.from());
        peers.put(state.from(), peer);
        peer.sequence = state.sequence();
        peer.lastReceived = now;
        RoomCounts before = peer.counts;
        peer.counts = new RoomCounts();
        state.counts().forEach(peer.counts::set);
        before.asMap().forEach((room, count) -> addToTotal(room, peer.counts.get(room) - count));
        state.counts().forEach((room, count) -> addToTotal(room, before.get(room) == 0 ? count : 0));
    }

    private void apply(Delta delta, @Nullable Peer peer, long now) {
        if (peer == null) {
            request(delta.from(), now);
        } else if (delta.sequence() == peer.sequence + 1) {
            peer.sequence++;
            delta.counts().forEach((room, count) -> addToTotal(room, count - peer.counts.set(room, count)));
        } else if (delta.sequence() > peer.sequence) {
            request(delta.from(), now); // one before it was lost
        }
    }

    private void compare(Beat beat, @Nullable Peer peer, long now) {
        if (peer == null || beat.sequence() > peer.sequence || differs(beat, peer)) {
            request(beat.from(), now);
        }
    }

    private static boolean differs(Beat beat, Peer peer) {
        return beat.sequence() == peer.sequence && beat.digest() != peer.counts.digest();
    }

    /** At most one request for a node's state every half second. */
    private void request(String node, long now) {
        Long before = requestedAt.get(node);
        if (before == null && requestedAt.size() >= MAX_UNKNOWN) {
            return;
        }
        if (before == null || now - before >= REQUEST_NANOS) {
            requestedAt.put(node, now);
            effects.publish(new StateRequest(self, node));
        }
    }

    private void dropSilentPeers(long now) {
        List<String> silent = new ArrayList<>();
        peers.forEach((node, peer) -> {
            if (now - peer.lastReceived >= DROP_NANOS) {
                silent.add(node);
            }
        });
        silent.forEach(this::drop);
    }

    private void drop(String node) {
        Peer dropped = peers.remove(node);
        if (dropped != null) {
            dropped.counts.asMap().forEach((room, count) -> addToTotal(room, -count));
        }
    }

    private void addToTotal(AuctionId room, int difference) {
        if (difference != 0) {
            int total = totals.get(room) + difference;
            totals.set(room, total);
            effects.peersTotal(room, total);
        }
    }
}

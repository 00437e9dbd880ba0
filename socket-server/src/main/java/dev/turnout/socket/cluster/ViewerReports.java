package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.cluster.NodeMessage.Viewers;
import dev.turnout.socket.cluster.NodeMessage.ViewersCheck;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Reports this node's viewers with a key to the owner of each room, see {@link ViewerOwner}: changes as they come, a digest
 * every second, and all of them on request and when a room changes its owner. Pure; times are monotonic nanoseconds.
 * Audience thread only.
 */
final class ViewerReports {

    static final long CHECK_NANOS = Duration.ofSeconds(1).toNanos();

    /** The least time between two reports of changes. */
    static final long DELTA_NANOS = Duration.ofMillis(20).toNanos();

    /** This node's viewers. */
    interface ViewerSource {

        /** Calls for each viewer with a key of a room, with its hash and state. */
        void forEachViewer(AuctionId room, BiConsumer<Long, ViewerState> each);
    }

    /** What has been reported to one owner. */
    private static final class OwnerState {
        private final Set<AuctionId> rooms = new HashSet<>();
        private Map<AuctionId, Map<Long, ViewerState>> unsent = new HashMap<>();
        private long digest;
        private long lastHadRooms;

        private OwnerState(long now) {
            this.lastHadRooms = now;
        }
    }

    private final String self;
    private final ViewerSource source;
    private final NodeSender nodes;
    private final Map<AuctionId, Integer> viewers = new HashMap<>();
    private final Map<AuctionId, String> owners = new HashMap<>();
    private final Map<String, OwnerState> byOwner = new HashMap<>();
    private Set<String> members;
    private Rendezvous rendezvous;
    private boolean hasUnsent;
    private long lastDelta;
    private long nextCheck;

    ViewerReports(String self, ViewerSource source, NodeSender nodes, long now) {
        this.self = self;
        this.source = source;
        this.nodes = nodes;
        this.members = Set.of(self);
        this.rendezvous = new Rendezvous(members);
        this.lastDelta = now - DELTA_NANOS;
        this.nextCheck = now;
    }

    /** A viewer's state has changed on this node. */
    void changed(AuctionId room, long viewerHash, ViewerState before, ViewerState after, long now) {
        if (before == after) {
            return;
        }
        OwnerState reported = reportedTo(owners.computeIfAbsent(room, this::ownerOf), now);
        reported.rooms.add(room);
        reported.digest += ViewerDigest.of(room, viewerHash, after) - ViewerDigest.of(room, viewerHash, before);
        reported.unsent.computeIfAbsent(room, id -> new HashMap<>()).put(viewerHash, after);
        hasUnsent = true;
        int present = (after == ViewerState.GONE ? 0 : 1) - (before == ViewerState.GONE ? 0 : 1);
        if (viewers.merge(room, present, Integer::sum) == 0) {
            viewers.remove(room);
            reported.rooms.remove(room);
            owners.remove(room);
        }
        if (now - lastDelta >= DELTA_NANOS) {
            sendChanges(now);
        }
    }

    /** The node to which a room belongs, by this node's view of the members. */
    String ownerOf(AuctionId room) {
        String known = owners.get(room);
        return known == null ? rendezvous.owner(room) : known;
    }

    /** The living nodes, this one included; rooms that change their owner are reported to the new one as a whole. */
    void members(Set<String> living, long now) {
        if (living.equals(members)) {
            return;
        }
        sendChanges(now);
        members = Set.copyOf(living);
        rendezvous = new Rendezvous(members);
        Set<String> affected = new TreeSet<>();
        Map<AuctionId, String> before = Map.copyOf(owners);
        before.forEach((room, owner) -> {
            String next = rendezvous.owner(room);
            if (!next.equals(owner)) {
                owners.put(room, next);
                move(room, reportedTo(owner, now), reportedTo(next, now));
                affected.add(owner);
                affected.add(next);
            }
        });
        byOwner.keySet().retainAll(members);
        affected.retainAll(members);
        affected.forEach(owner -> sendAll(owner, now));
    }

    private void move(AuctionId room, OwnerState from, OwnerState to) {
        source.forEachViewer(room, (hash, state) -> {
            long digest = ViewerDigest.of(room, hash, state);
            from.digest -= digest;
            to.digest += digest;
        });
        from.rooms.remove(room);
        to.rooms.add(room);
    }

    private OwnerState reportedTo(String owner, long now) {
        return byOwner.computeIfAbsent(owner, node -> new OwnerState(now));
    }

    /** An owner requests all viewers: its digest of them is another. */
    void requested(String owner, long now) {
        if (members.contains(owner)) {
            sendAll(owner, now);
        }
    }

    /** The digest is that of what is sent: with another one the owner would request all again and again. */
    private void sendAll(String owner, long now) {
        OwnerState reported = reportedTo(owner, now);
        Map<AuctionId, Map<Long, ViewerState>> all = new HashMap<>();
        reported.digest = 0;
        for (AuctionId room : reported.rooms) {
            Map<Long, ViewerState> states = new HashMap<>();
            source.forEachViewer(room, states::put);
            states.forEach((hash, state) -> reported.digest += ViewerDigest.of(room, hash, state));
            all.put(room, states);
        }
        reported.unsent = new HashMap<>();
        nodes.send(new Viewers(self, owner, true, all));
    }

    void tick(long now) {
        if (hasUnsent && now - lastDelta >= DELTA_NANOS) {
            sendChanges(now);
        }
        if (now - nextCheck >= 0) {
            nextCheck = now + CHECK_NANOS;
            sendChanges(now);
            sendChecks(now);
        }
    }

    /** For a while also without rooms: the owner may have missed the report that the last viewer is gone. */
    private void sendChecks(long now) {
        byOwner.values()
                .forEach(reported -> reported.lastHadRooms = reported.rooms.isEmpty() ? reported.lastHadRooms : now);
        byOwner.values().removeIf(reported -> now - reported.lastHadRooms >= ViewerOwner.FORGET_NANOS);
        byOwner.forEach((owner, reported) -> nodes.send(new ViewersCheck(self, owner, reported.digest)));
    }

    /** When {@link #tick} has something to do. */
    long nextTick(long now) {
        long wait = nextCheck - now;
        if (hasUnsent) {
            wait = Math.min(wait, lastDelta + DELTA_NANOS - now);
        }
        return now + Math.max(0, wait);
    }

    private void sendChanges(long now) {
        if (!hasUnsent) {
            return;
        }
        hasUnsent = false;
        lastDelta = now;
        byOwner.forEach((owner, reported) -> {
            if (!reported.unsent.isEmpty()) {
                Map<AuctionId, Map<Long, ViewerState>> changes = reported.unsent;
                reported.unsent = new HashMap<>();
                nodes.send(new Viewers(self, owner, false, changes));
            }
        });
    }
}

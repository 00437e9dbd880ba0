package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.RoomDetail;
import dev.turnout.socket.cluster.NodeMessage.Details;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Each peer's newest answer about each room, see {@link PeerDetails}: it is used until a later one arrives, so that a peer
 * that answers late keeps its share. Pure; times are monotonic nanoseconds. Audience thread only.
 */
final class PeerShares {

    /** An answer that is older is not used, since the room may be another by now. */
    static final Duration KEPT = Duration.ofSeconds(30);

    /** An answer that takes longer is ignored. */
    private static final long LATEST_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<Long, Request> requests = new HashMap<>();
    private final Map<String, Map<AuctionId, Share>> byPeer = new HashMap<>();
    private long removedOldAt;

    /** @param rooms empty for all of them */
    private record Request(Set<AuctionId> rooms, long at) {

        boolean contains(AuctionId room) {
            return rooms.isEmpty() || rooms.contains(room);
        }
    }

    /** @param number of the request that was answered with it */
    private record Share(RoomDetail detail, long number, long at) {}

    PeerShares(long now) {
        this.removedOldAt = now;
    }

    /** @param number ascends */
    void requested(long number, Set<AuctionId> rooms, long now) {
        requests.values().removeIf(request -> now - request.at() > LATEST_NANOS);
        requests.put(number, new Request(rooms, now));
    }

    /** A peer has answered, perhaps in part. A requested room that none of the parts contains has no sessions there. */
    void received(Details answer, long now) {
        Request request = requests.get(answer.number());
        if (request == null) {
            return;
        }
        Map<AuctionId, Share> shares = byPeer.computeIfAbsent(answer.from(), peer -> new HashMap<>());
        answer.rooms().forEach((room, detail) -> {
            Share share = new Share(detail, answer.number(), now);
            shares.merge(room, share, (known, arrived) -> known.number() > arrived.number() ? known : arrived);
        });
        if (answer.last()) {
            shares.entrySet()
                    .removeIf(known -> known.getValue().number() < answer.number() && request.contains(known.getKey()));
        }
    }

    /** Only these are alive. */
    void retain(Set<String> peers) {
        byPeer.keySet().retainAll(peers);
    }

    /** What the peers show of a room. */
    RoomDetail merged(AuctionId room, long now) {
        removeOld(now);
        return byPeer.values().stream()
                .map(shares -> shares.get(room))
                .filter(share -> isUsable(share, now))
                .map(Share::detail)
                .reduce(RoomDetail::merge)
                .orElse(RoomDetail.EMPTY);
    }

    private static boolean isUsable(@Nullable Share share, long now) {
        return share != null && now - share.at() < KEPT.toNanos();
    }

    /** Those of rooms that are not requested any more. */
    private void removeOld(long now) {
        if (now - removedOldAt >= KEPT.toNanos()) {
            removedOldAt = now;
            byPeer.values().forEach(shares -> shares.values().removeIf(share -> !isUsable(share, now)));
        }
    }
}

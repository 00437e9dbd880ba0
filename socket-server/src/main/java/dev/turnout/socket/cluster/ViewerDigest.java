package dev.turnout.socket.cluster;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Hashes;

/** Digest of the viewers that a node has reported to another: a sum over them, updated with each change. */
final class ViewerDigest {

    private ViewerDigest() {}

    /** What a viewer adds; nothing when it is gone. */
    static long of(AuctionId room, long viewerHash, ViewerState state) {
        return state == ViewerState.GONE
                ? 0
                : Hashes.mix(Hashes.of(room.value()) ^ Hashes.mix(viewerHash + (state == ViewerState.HERE ? 1 : 2)));
    }
}

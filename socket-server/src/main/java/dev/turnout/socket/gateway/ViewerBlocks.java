package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.MomentSource;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Viewers that may not join an auction for some time. In memory only; any thread. */
public final class ViewerBlocks {

    /** Beyond it the operator gets an error; blocks that have ended do not count. */
    private static final int MOST = 100_000;

    private final MomentSource clock;
    private final ConcurrentMap<Block, Long> endOfBlock = new ConcurrentHashMap<>();

    public ViewerBlocks(MomentSource clock) {
        this.clock = clock;
    }

    /** False when there are too many blocks. */
    boolean block(AuctionId auction, String viewerKey, Duration time) {
        long now = clock.now().steadyMillis();
        if (endOfBlock.size() >= MOST) {
            endOfBlock.values().removeIf(end -> end <= now);
        }
        if (endOfBlock.size() >= MOST) {
            return false;
        }
        endOfBlock.put(new Block(auction, viewerKey), now + time.toMillis());
        return true;
    }

    boolean isBlocked(AuctionId auction, @Nullable String viewerKey) {
        if (viewerKey == null || endOfBlock.isEmpty()) {
            return false;
        }
        Block block = new Block(auction, viewerKey);
        Long end = endOfBlock.get(block);
        if (end == null) {
            return false;
        }
        boolean over = end <= clock.now().steadyMillis();
        if (over) {
            endOfBlock.remove(block, end);
        }
        return !over;
    }

    private record Block(AuctionId auction, String viewerKey) {}
}

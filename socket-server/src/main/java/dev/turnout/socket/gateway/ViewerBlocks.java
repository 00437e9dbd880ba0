package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.BlockedViewer;
import dev.turnout.socket.audience.MomentSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Viewers that may not join an auction for some time. In memory only; any thread. */
public final class ViewerBlocks {

    /** Beyond it the operator gets an error; blocks that have ended do not count. */
    private static final int MOST = 100_000;

    /** A reported block that ends later by at most this is the block known here: the report was under way for some time. */
    private static final long SAME_MILLIS = 10_000;

    private final MomentSource clock;
    private final ConcurrentMap<Block, Long> endOfBlock = new ConcurrentHashMap<>();

    public ViewerBlocks(MomentSource clock) {
        this.clock = clock;
    }

    /** False when there are too many blocks. */
    boolean block(AuctionId auction, String viewerKey, Duration time) {
        long now = clock.now().monotonicMillis();
        if (!isRoom(now)) {
            return false;
        }
        endOfBlock.put(new Block(auction, viewerKey), now + time.toMillis());
        return true;
    }

    private boolean isRoom(long now) {
        if (endOfBlock.size() >= MOST) {
            endOfBlock.values().removeIf(end -> end <= now);
        }
        return endOfBlock.size() < MOST;
    }

    /** Blocks the viewer unless it is; false when it is, or when there are too many blocks. */
    boolean addReported(BlockedViewer viewer) {
        long now = clock.now().monotonicMillis();
        long end = now + viewer.leftMillis();
        Block block = new Block(viewer.auction(), viewer.viewerKey());
        Long known = endOfBlock.get(block);
        if (viewer.leftMillis() <= 0 || (known != null && end - known <= SAME_MILLIS) || !isRoom(now)) {
            return false;
        }
        endOfBlock.put(block, end);
        return known == null || known <= now;
    }

    /** Blocks that have not ended. */
    List<BlockedViewer> current() {
        long now = clock.now().monotonicMillis();
        return endOfBlock.entrySet().stream()
                .map(block ->
                        new BlockedViewer(block.getKey().auction, block.getKey().viewerKey, block.getValue() - now))
                .filter(viewer -> viewer.leftMillis() > 0)
                .toList();
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
        boolean over = end <= clock.now().monotonicMillis();
        if (over) {
            endOfBlock.remove(block, end);
        }
        return !over;
    }

    private record Block(AuctionId auction, String viewerKey) {}
}

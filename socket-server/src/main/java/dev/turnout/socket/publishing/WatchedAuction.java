package dev.turnout.socket.publishing;

import dev.turnout.model.AuctionId;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An auction that sessions of the lobby watch, with their interests. An interest that is not used any more stays in the
 * array until half of the array is unused, so removing costs as little as adding.
 */
final class WatchedAuction {

    /** Differs from every count. */
    static final int NOT_SENT = -1;

    final AuctionId id;
    int sent;
    private @Nullable LobbyInterest[] interests = new LobbyInterest[1];
    private int size;
    private int unused;

    WatchedAuction(AuctionId id, int count) {
        this.id = id;
        this.sent = count;
    }

    void add(LobbyInterest interest) {
        if (size == interests.length) {
            interests = Arrays.copyOf(interests, 2 * size);
        }
        interests[size++] = interest;
    }

    /** One of its interests is not used any more. */
    void oneUnused() {
        unused++;
        if (2 * unused > size) {
            compact();
        }
    }

    private void compact() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            LobbyInterest interest = interests[i];
            if (interest != null && interest.isUsed()) {
                interests[kept++] = interest;
            }
        }
        interests = Arrays.copyOf(interests, Math.max(1, kept));
        size = kept;
        unused = 0;
    }

    boolean isWatched() {
        return size > unused;
    }

    void forEachInterest(Consumer<LobbyInterest> visitor) {
        for (int i = 0; i < size; i++) {
            LobbyInterest interest = interests[i];
            if (interest != null && interest.isUsed()) {
                visitor.accept(interest);
            }
        }
    }
}

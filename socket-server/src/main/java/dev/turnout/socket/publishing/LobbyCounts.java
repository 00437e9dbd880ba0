package dev.turnout.socket.publishing;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.AudienceListener;
import dev.turnout.socket.audience.Change;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the counts that change and hands them to the lobby, at once after a quiet second, else once a second. Audience
 * thread only, except where noted.
 */
public final class LobbyCounts implements AudienceListener {

    private static final long INTERVAL_MILLIS = 1_000;

    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource clock;
    private final Lobby lobby;
    private Map<AuctionId, Integer> changed = new HashMap<>();
    private long earliest;
    private boolean begun;
    private boolean timerSet;

    public LobbyCounts(Audience audience, OwnerThread thread, MomentSource clock, Lobby lobby) {
        this.audience = audience;
        this.thread = thread;
        this.clock = clock;
        this.lobby = lobby;
    }

    @Override
    public void changed(AuctionRoom room, Change change, long now) {
        if (change.difference() == 0 || !lobby.isInUse()) {
            return;
        }
        changed.put(room.id(), room.count());
        if (!timerSet) {
            timerSet = true;
            long wait = begun ? Math.max(0, earliest - clock.now().monotonicMillis()) : 0;
            thread.after(Duration.ofMillis(wait), this::handOver);
        }
    }

    private void handOver() {
        timerSet = false;
        begun = true;
        earliest = clock.now().monotonicMillis() + INTERVAL_MILLIS;
        Map<AuctionId, Integer> counts = changed;
        changed = new HashMap<>();
        lobby.countsChanged(counts);
    }

    /**
     * From now on the session watches these auctions and no others. Any thread.
     *
     * @param answered receives the counts, or null when too much is watched already
     */
    public void watch(
            LobbySession session, Collection<AuctionId> ids, Consumer<@Nullable Map<AuctionId, Integer>> answered) {
        Moment requested = clock.now();
        thread.execute(() -> {
            audience.expire(requested);
            Map<AuctionId, Integer> counts = new LinkedHashMap<>();
            ids.forEach(id ->
                    counts.put(id, audience.room(id).map(AuctionRoom::count).orElse(0)));
            lobby.watch(session, counts, accepted -> answered.accept(accepted ? counts : null));
        });
    }
}

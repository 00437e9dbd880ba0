package dev.turnout.socket.gateway;

import dev.turnout.engine.http.AddressLimit;
import dev.turnout.model.AuctionId;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch without a socket, by the token that each of them was given. Sees to it that whoever expires is seen to
 * leave at that moment, even when nobody asks. Audience thread only.
 */
public final class HttpSessions {

    /** Why a session has ended. */
    public enum End {
        LEFT,
        EXPIRED,
        AUCTION_CLOSED,
        SERVER_STOPPING;

        /** The reason in words, as metrics show it. */
        public String text() {
            return words(this);
        }
    }

    /** Why a join was turned away. */
    public enum Refusal {
        SESSIONS,
        SESSIONS_PER_ADDRESS,
        SERVER_STOPPING;

        /** The reason in words, as metrics show it. */
        public String text() {
            return words(this);
        }
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private final Audience audience;
    private final OwnerThread thread;
    private final InstantSource clock;
    private final HttpLimits limits;
    private final AddressLimit perAddress;
    private final Map<String, HttpViewerSession> byToken = new HashMap<>();
    private final Map<End, Long> ended = new EnumMap<>(End.class);
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long joined;
    private boolean waking;
    private boolean closedToNewOnes;

    public HttpSessions(Audience audience, OwnerThread thread, InstantSource clock, HttpLimits limits) {
        this.audience = audience;
        this.thread = thread;
        this.clock = clock;
        this.limits = limits;
        this.perAddress = new AddressLimit(limits.sessionsPerAddress());
    }

    /** Counts the session, or says why not. */
    Optional<Refusal> join(HttpViewerSession session) {
        long now = clock.millis();
        audience.expire(now);
        Optional<Refusal> refusal = placeFor(session);
        if (refusal.isPresent()) {
            refused.merge(refusal.get(), 1L, Long::sum);
            return refusal;
        }
        byToken.put(session.token(), session);
        joined++;
        audience.join(session, now);
        wakeForTheNext(now);
        return refusal;
    }

    private Optional<Refusal> placeFor(HttpViewerSession session) {
        if (closedToNewOnes) {
            return Optional.of(Refusal.SERVER_STOPPING);
        }
        if (byToken.size() >= limits.sessions()) {
            return Optional.of(Refusal.SESSIONS);
        }
        return perAddress.acquire(session.address()) ? Optional.empty() : Optional.of(Refusal.SESSIONS_PER_ADDRESS);
    }

    /** Gives its place back. */
    void leaseOver(HttpViewerSession session, boolean expired) {
        byToken.remove(session.token());
        perAddress.release(session.address());
        if (expired) {
            ended.merge(End.EXPIRED, 1L, Long::sum);
        }
    }

    /** A sign of life; nothing when there is no such session in this auction, or not any more. */
    Optional<HttpViewerSession> renew(AuctionId id, String token) {
        return find(id, token).filter(session -> audience.renew(session, clock.millis()));
    }

    void move(HttpViewerSession session, @Nullable String section) {
        audience.move(session, section, clock.millis());
    }

    /** Nothing happens when there is no such session in this auction, or not any more. */
    void leave(AuctionId id, String token) {
        find(id, token).ifPresent(session -> end(session, End.LEFT));
    }

    private Optional<HttpViewerSession> find(AuctionId id, String token) {
        return Optional.ofNullable(byToken.get(token))
                .filter(session -> session.auction().equals(id));
    }

    private void end(ViewerSession session, End why) {
        if (audience.leave(session, clock.millis())) {
            ended.merge(why, 1L, Long::sum);
        }
    }

    /** Ends those that watch this auction. */
    void close(AuctionId id) {
        audience.expire(clock.millis());
        List<ViewerSession> leaving = new ArrayList<>();
        audience.room(id).ifPresent(room -> room.forEachLeased(leaving::add));
        leaving.forEach(session -> end(session, End.AUCTION_CLOSED));
    }

    /** Lets nobody join any more. */
    public void refuseJoins() {
        closedToNewOnes = true;
    }

    /** Ends them all; their clients will be told to join again, wherever they ask. */
    public void endAll() {
        List.copyOf(byToken.values()).forEach(session -> end(session, End.SERVER_STOPPING));
    }

    private void wakeForTheNext(long now) {
        if (!waking && audience.nextExpiry().isPresent()) {
            waking = true;
            thread.after(Duration.ofMillis(audience.nextExpiry().getAsLong() - now), this::wake);
        }
    }

    private void wake() {
        waking = false;
        long now = clock.millis();
        audience.expire(now);
        wakeForTheNext(now);
    }

    /** Sessions that watch now. */
    public int watching() {
        return audience.rooms().stream()
                .mapToInt(room -> room.sessions() - room.connected())
                .sum();
    }

    /** Places taken: by those who watch, and by those who have left within the last minute. */
    public int places() {
        return byToken.size();
    }

    /** Joins so far: those who watch, and those who have {@link #ended}. */
    public long joined() {
        return joined;
    }

    /** Sessions that ended so far for this reason. */
    public long ended(End why) {
        return ended.getOrDefault(why, 0L);
    }

    /** Joins that were turned away so far for this reason. */
    public long refused(Refusal why) {
        return refused.getOrDefault(why, 0L);
    }
}

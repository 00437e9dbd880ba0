package dev.turnout.socket.gateway;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.admission.AddressCount;
import dev.turnout.socket.audience.Audience;
import dev.turnout.socket.audience.Moment;
import dev.turnout.socket.audience.MomentSource;
import dev.turnout.socket.audience.ViewerSession;
import dev.turnout.thread.OwnerThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sessions without a socket, by token. A timer for the lease that ends next makes expired sessions leave on time also when
 * no request arrives. Audience thread only.
 */
public final class HttpSessions {

    /** Why a session has ended. */
    public enum End {
        LEFT,
        EXPIRED,
        REPLACED,
        VIEWER_REMOVED,
        AUCTION_CLOSED,
        SERVER_STOPPING;

        /** The reason in metrics. */
        public String text() {
            return words(this);
        }
    }

    /** Why a join was refused. */
    public enum Refusal {
        SESSIONS,
        SESSIONS_PER_ADDRESS,
        SERVER_STOPPING;

        /** The reason in metrics. */
        public String text() {
            return words(this);
        }
    }

    private static String words(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private final Audience audience;
    private final OwnerThread thread;
    private final MomentSource clock;
    private final int maxSessions;
    private final AddressCount perAddress;
    private final Map<String, HttpViewerSession> byToken = new HashMap<>();
    private final Map<End, Long> ended = new EnumMap<>(End.class);
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long joined;
    private boolean timerSet;
    private long timerDue;
    private boolean refusesJoins;

    /**
     * @param maxSessions in total
     * @param perAddress the sessions of each address, with their limit
     */
    public HttpSessions(
            Audience audience, OwnerThread thread, MomentSource clock, int maxSessions, AddressCount perAddress) {
        this.audience = audience;
        this.thread = thread;
        this.clock = clock;
        this.maxSessions = maxSessions;
        this.perAddress = perAddress;
    }

    /** Counts the session, or returns why not. */
    Optional<Refusal> join(HttpViewerSession session, boolean hidden, Moment now) {
        audience.expire(now);
        Optional<Refusal> refusal = acquireSlot(session);
        if (refusal.isPresent()) {
            refused.merge(refusal.get(), 1L, Long::sum);
            return refusal;
        }
        byToken.put(session.token(), session);
        joined++;
        audience.join(session, now);
        if (hidden) {
            audience.renew(session, true, now);
        }
        scheduleExpiry();
        return refusal;
    }

    /** A session has left because another one of its tab joined. */
    void replaced() {
        ended.merge(End.REPLACED, 1L, Long::sum);
    }

    private Optional<Refusal> acquireSlot(HttpViewerSession session) {
        if (refusesJoins) {
            return Optional.of(Refusal.SERVER_STOPPING);
        }
        if (byToken.size() >= maxSessions) {
            return Optional.of(Refusal.SESSIONS);
        }
        return perAddress.acquire(session.address()) ? Optional.empty() : Optional.of(Refusal.SESSIONS_PER_ADDRESS);
    }

    /** Releases the slot of a session. */
    void leaseEnded(HttpViewerSession session, boolean expired) {
        byToken.remove(session.token());
        perAddress.release(session.address());
        if (expired) {
            ended.merge(End.EXPIRED, 1L, Long::sum);
        }
    }

    /** Renews the lease; nothing when there is no such session in this auction, or not any more. */
    Optional<HttpViewerSession> renew(AuctionId id, String token, boolean hidden, Moment now) {
        Optional<HttpViewerSession> renewed = find(id, token).filter(session -> audience.renew(session, hidden, now));
        scheduleExpiry();
        return renewed;
    }

    /** Nothing happens when there is no such session in this auction, or not any more. */
    void leave(AuctionId id, String token, Moment now) {
        find(id, token).ifPresent(session -> end(session, End.LEFT, now));
    }

    private Optional<HttpViewerSession> find(AuctionId id, String token) {
        return Optional.ofNullable(byToken.get(token))
                .filter(session -> session.auction().equals(id));
    }

    /** True when it was watching. */
    boolean end(ViewerSession session, End why, Moment now) {
        boolean left = audience.leave(session, now);
        if (left) {
            ended.merge(why, 1L, Long::sum);
        }
        return left;
    }

    /** Ends those that watch this auction. */
    public void close(AuctionId id) {
        Moment now = clock.now();
        audience.expire(now);
        List<ViewerSession> leaving = new ArrayList<>();
        audience.room(id).ifPresent(room -> room.forEachLeased(leaving::add));
        leaving.forEach(session -> end(session, End.AUCTION_CLOSED, now));
    }

    /** From now on every join is refused. */
    public void refuseJoins() {
        refusesJoins = true;
    }

    /** Ends them all; their clients get 404 for the next heartbeat and join again. */
    public void endAll() {
        Moment now = clock.now();
        List.copyOf(byToken.values()).forEach(session -> end(session, End.SERVER_STOPPING, now));
    }

    /** A lease may end before the one that the timer is set for: leases of hidden pages are longer. */
    private void scheduleExpiry() {
        audience.nextExpiry().ifPresent(due -> {
            if (!timerSet || due < timerDue) {
                timerSet = true;
                timerDue = due;
                long wait = Math.max(0, due - clock.now().monotonicMillis());
                thread.after(Duration.ofMillis(wait), () -> timerExpired(due));
            }
        });
    }

    private void timerExpired(long due) {
        if (timerSet && due == timerDue) {
            timerSet = false;
            audience.expire(clock.now());
            scheduleExpiry();
        }
    }

    /** Sessions that watch now. */
    public int watching() {
        return audience.rooms().stream()
                .mapToInt(room -> room.sessions() - room.connected())
                .sum();
    }

    /** Sessions that count against the limit: those that watch, and those that left before their lease ended. */
    public int slots() {
        return byToken.size();
    }

    /** Joins so far: sessions that watch, and sessions that have {@link #ended}. */
    public long joined() {
        return joined;
    }

    /** Sessions that ended so far for this reason. */
    public long ended(End why) {
        return ended.getOrDefault(why, 0L);
    }

    /** Joins refused so far for this reason. */
    public long refused(Refusal why) {
        return refused.getOrDefault(why, 0L);
    }
}

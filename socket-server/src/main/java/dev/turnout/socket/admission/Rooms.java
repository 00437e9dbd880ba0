package dev.turnout.socket.admission;

import dev.turnout.engine.ledger.AddressTable;
import dev.turnout.engine.ledger.Total;
import dev.turnout.engine.loop.RateLimit;
import dev.turnout.model.AuctionId;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The auctions with a viewer now or within the last minutes: for so long each of them costs memory here and
 * a snapshot a minute. A client that watches one of them is always admitted; a further one takes from the rate of the client's
 * address and from the total. Any thread.
 */
public final class Rooms {

    /** Why a client may not watch an auction without viewers. */
    public enum Refusal {
        NEW_ROOMS_PER_MINUTE,
        MAX_ROOMS;

        /** The reason in metrics. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** An auction is sampled for at most two minutes after its last viewer has left. */
    private static final long KEPT_NANOS = Duration.ofMinutes(2).toNanos();

    private static final int SECONDS_PER_MINUTE = 60;

    private final boolean limitedPerAddress;
    private final RateLimit newPerAddress;
    private final AddressTable addresses;
    private final int column;
    private final Ticker ticker;
    private final Total total;
    private final ConcurrentMap<AuctionId, Use> rooms = new ConcurrentHashMap<>();
    private final LongAdder refusedByRate = new LongAdder();
    private final LongAdder refusedByTotal = new LongAdder();

    /** Guarded by the bin of the map that it is in. */
    private static final class Use {
        private int sessions;
        private long lastUsed;
    }

    Rooms(AdmissionLimits.RoomLimits limits, AddressTable addresses, int column, Ticker ticker) {
        this.limitedPerAddress = limits.newPerMinute() > 0;
        this.newPerAddress = RateLimit.per(Duration.ofSeconds(SECONDS_PER_MINUTE), limits.newPerMinute());
        this.addresses = addresses;
        this.column = column;
        this.ticker = ticker;
        this.total = new Total(limits.total());
    }

    /**
     * Whether a client of this address may watch the auction. A new one is kept for two minutes, in which a session has to
     * begin; the admission alone does not keep it longer, since the join may be refused.
     */
    public Optional<Refusal> admit(AuctionId id, InetAddress client) {
        @Nullable Refusal[] refusal = new Refusal[1];
        rooms.computeIfAbsent(id, key -> {
            refusal[0] = refusalOfANewRoom(client);
            return refusal[0] == null ? used(new Use()) : null;
        });
        return Optional.ofNullable(refusal[0]);
    }

    private @Nullable Refusal refusalOfANewRoom(InetAddress client) {
        if (!total.add(1)) {
            refusedByTotal.increment();
            return Refusal.MAX_ROOMS;
        }
        if (limitedPerAddress && !addresses.take(AddressTable.rowOf(client), column, newPerAddress)) {
            total.subtract(1);
            refusedByRate.increment();
            return Refusal.NEW_ROOMS_PER_MINUTE;
        }
        return null;
    }

    private Use used(Use use) {
        use.lastUsed = ticker.nanoTime();
        return use;
    }

    /** A session of the auction has begun. */
    public void entered(AuctionId id) {
        rooms.compute(id, (key, present) -> {
            Use use = present == null ? added() : present;
            use.sessions++;
            return used(use);
        });
    }

    private Use added() {
        total.addUnchecked(1);
        return new Use();
    }

    /** A session of the auction has ended. */
    public void left(AuctionId id) {
        rooms.computeIfPresent(id, (key, use) -> {
            use.sessions--;
            return used(use);
        });
    }

    /** The auction has a viewer whose session is not counted here. It has joined or was renewed at this moment. */
    public void used(AuctionId id) {
        rooms.compute(id, (key, present) -> used(present == null ? added() : present));
    }

    void forgetIdle() {
        for (AuctionId id : rooms.keySet()) {
            rooms.computeIfPresent(id, (key, use) -> {
                boolean idle = use.sessions == 0 && ticker.nanoTime() - use.lastUsed > KEPT_NANOS;
                if (idle) {
                    total.subtract(1);
                }
                return idle ? null : use;
            });
        }
    }

    /** Auctions that count against the total. */
    public int size() {
        return (int) total.get();
    }

    /** Clients refused so far for this reason. */
    public long refused(Refusal reason) {
        return (reason == Refusal.MAX_ROOMS ? refusedByTotal : refusedByRate).sum();
    }
}

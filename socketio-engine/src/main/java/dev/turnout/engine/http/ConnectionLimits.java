package dev.turnout.engine.http;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.TrustedProxies;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections stand open, in all and per address. Shared by all loops; lock-free but for one map bin. */
final class ConnectionLimits {

    /** Connections without a place that may stay until they have heard why. */
    private static final int MAX_TURNED_AWAY = 256;

    private final int max;
    private final AddressLimit perAddress;
    private final TrustedProxies proxies;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger turnedAway = new AtomicInteger();

    ConnectionLimits(Limits limits, TrustedProxies proxies) {
        this.max = limits.maxConnections();
        this.perAddress = new AddressLimit(limits.connectionsPerAddress());
        this.proxies = proxies;
    }

    /** Takes a place for a connection, to be given back with {@link #release}; or says why there is none. */
    Optional<Refusal> acquire(InetAddress peer) {
        if (open.incrementAndGet() > max && max != 0) {
            open.decrementAndGet();
            return Optional.of(Refusal.MAX_CONNECTIONS);
        }
        if (!proxies.trusts(peer) && !perAddress.acquire(peer)) {
            open.decrementAndGet();
            return Optional.of(Refusal.CONNECTIONS_PER_ADDRESS);
        }
        return Optional.empty();
    }

    void release(InetAddress peer) {
        open.decrementAndGet();
        if (!proxies.trusts(peer)) {
            perAddress.release(peer);
        }
    }

    /** Whether a connection without a place may stay to hear why, until {@link #gone}; else it is to be cut off. */
    boolean mayHearWhy() {
        if (turnedAway.incrementAndGet() > MAX_TURNED_AWAY) {
            turnedAway.decrementAndGet();
            return false;
        }
        return true;
    }

    /** One that heard why has gone. */
    void gone() {
        turnedAway.decrementAndGet();
    }

    /** Connections that hold a place. */
    int open() {
        return open.get();
    }

    /** What gives the place back, and holds on to nothing else of the connection. */
    Runnable releaseOf(InetAddress peer) {
        return () -> release(peer);
    }
}

package dev.turnout.engine.engineio;

import dev.turnout.engine.Limits;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.http.AddressLimit;
import dev.turnout.engine.http.Exchange;
import dev.turnout.engine.loop.RateLimit;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether there is room for another session: how fast they come over all loops, and how many stand behind trusted
 * proxies per client address (others are counted by connection). Any thread.
 */
public final class NewSessions {

    private final RateLimit rate;
    private final AddressLimit proxied;
    private final Ticker ticker;
    private final EngineCounters counters;
    private final AtomicLong state;
    private volatile boolean refusingAll;

    public NewSessions(Limits limits, Ticker ticker, EngineCounters counters) {
        this.rate = new RateLimit(limits.newConnectionsPerSecond(), limits.newConnectionsPerSecond());
        this.proxied = new AddressLimit(limits.connectionsPerAddress());
        this.ticker = ticker;
        this.counters = counters;
        this.state = new AtomicLong(ticker.nanoTime());
    }

    /** Takes one of the places of this moment, to be given back with {@link #release}; or says why there is none. */
    Optional<Refusal> refusal(Exchange exchange) {
        Optional<Refusal> refusal = Optional.empty();
        if (refusingAll) {
            refusal = Optional.of(Refusal.SHUTTING_DOWN);
        } else if (!rateAllows()) {
            refusal = Optional.of(Refusal.NEW_CONNECTIONS_PER_SECOND);
        } else if (exchange.isProxied() && !proxied.acquire(exchange.remoteAddress())) {
            refusal = Optional.of(Refusal.CONNECTIONS_PER_ADDRESS);
        }
        refusal.ifPresent(counters::refusedOne);
        return refusal;
    }

    /** What gives the session's place back; null when it holds none. */
    @Nullable Runnable release(Exchange exchange) {
        if (!exchange.isProxied()) {
            return null;
        }
        InetAddress address = exchange.remoteAddress();
        return () -> proxied.release(address);
    }

    /** From now on there is room for nobody. */
    public void refuseAll() {
        refusingAll = true;
    }

    private boolean rateAllows() {
        while (true) {
            long before = state.get();
            long after = rate.next(before, ticker.nanoTime());
            if (after == before) {
                return false;
            }
            if (state.compareAndSet(before, after)) {
                return true;
            }
        }
    }
}

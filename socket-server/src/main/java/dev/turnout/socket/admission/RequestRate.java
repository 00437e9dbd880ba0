package dev.turnout.socket.admission;

import dev.turnout.engine.ledger.AddressTable;
import dev.turnout.engine.loop.RateLimit;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;

/** Requests per second and address. Any thread. */
public final class RequestRate {

    private final AddressTable addresses;
    private final int column;
    private final boolean limited;
    private final RateLimit rate;
    private final LongAdder refused = new LongAdder();

    RequestRate(AdmissionLimits.RequestLimits limits, AddressTable addresses, int column) {
        this.addresses = addresses;
        this.column = column;
        this.limited = limits.perSecond() > 0;
        this.rate = new RateLimit(limits.perSecond(), limits.burst());
    }

    /** Whether this address may have another request answered now. */
    public boolean allows(InetAddress address) {
        boolean allowed = !limited || addresses.take(AddressTable.rowOf(address), column, rate);
        if (!allowed) {
            refused.increment();
        }
        return allowed;
    }

    /** Requests refused so far. */
    public long refused() {
        return refused.sum();
    }
}

package dev.turnout.engine.ledger;

import dev.turnout.engine.ConnectionLedger;
import dev.turnout.engine.Refusal;
import dev.turnout.engine.loop.RateLimit;
import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections and sessions per address and in total. A refusal because of an address takes nothing from the
 * totals, so that one address cannot use up what others need.
 */
public final class CountingLedger implements ConnectionLedger {

    /** Columns of the {@link AddressTable} that this class uses; further ones are free for others. */
    public static final int COUNTS = 5;

    private static final int CONNECTIONS = 0;
    private static final int SESSIONS = 1;
    private static final int PENDING = 2;
    private static final int PENDING_BYTES = 3;
    private static final int INCOMPLETE_BYTES = 4;

    private final ConnectionLimits limits;
    private final AddressTable addresses;
    private final Ticker ticker;
    private final Total connections;
    private final Total sessions;
    private final Total pending;
    private final Total pendingBytes;
    private final Total incompleteBytes;
    private final RateLimit rate;
    private final AtomicLong rateState;

    /** A ledger with a table of its own. */
    public CountingLedger(ConnectionLimits limits, Ticker ticker) {
        this(limits, new AddressTable(COUNTS, 0, ticker), ticker);
    }

    /** @param addresses with at least {@link #COUNTS} columns that count */
    public CountingLedger(ConnectionLimits limits, AddressTable addresses, Ticker ticker) {
        this.limits = limits;
        this.addresses = addresses;
        this.ticker = ticker;
        this.connections = new Total(limits.total());
        this.sessions = new Total(limits.total());
        this.pending = new Total(limits.pending().sessions());
        this.pendingBytes = new Total(limits.pending().bytes());
        this.incompleteBytes = new Total(limits.pending().bytes());
        this.rate = new RateLimit(limits.newPerSecond(), limits.newPerSecond());
        this.rateState = new AtomicLong(ticker.nanoTime());
    }

    @Override
    public ConnectionPermit connection(InetAddress peer, boolean trustedProxy) {
        long address = AddressTable.rowOf(peer);
        if (!trustedProxy && !addresses.add(address, CONNECTIONS, 1, limits.perAddress())) {
            return Refused.CONNECTIONS_PER_ADDRESS;
        }
        if (!connections.add(1)) {
            if (!trustedProxy) {
                addresses.subtract(address, CONNECTIONS, 1);
            }
            return Refused.MAX_CONNECTIONS;
        }
        return new OpenConnection(this, address, !trustedProxy);
    }

    @Override
    public SessionPermit session(InetAddress client, int retainedBytes) {
        long address = AddressTable.rowOf(client);
        @Nullable Refused[] refused = new Refused[1];
        addresses.update(address, row -> {
            refused[0] = refusalBy(row, retainedBytes);
            if (refused[0] == null) {
                add(row, 1, 1, retainedBytes);
            }
            return refused[0] == null;
        });
        if (refused[0] != null) {
            return refused[0];
        }
        Refused byTotals = refusalByTotals(retainedBytes);
        if (byTotals != null) {
            addresses.update(address, row -> add(row, -1, -1, -retainedBytes));
            return byTotals;
        }
        return new OpenSession(this, address, retainedBytes);
    }

    private @Nullable Refused refusalBy(long[] row, int bytes) {
        ConnectionLimits.Pending most = limits.pending();
        if (exceeds(row[SESSIONS] + 1, limits.perAddress())) {
            return Refused.CONNECTIONS_PER_ADDRESS;
        }
        if (exceeds(row[PENDING] + 1, most.sessionsPerAddress())) {
            return Refused.PENDING_SESSIONS_PER_ADDRESS;
        }
        return exceeds(row[PENDING_BYTES] + bytes, most.bytesPerAddress()) ? Refused.PENDING_BYTES_PER_ADDRESS : null;
    }

    private static boolean exceeds(long value, int max) {
        return max != 0 && value > max;
    }

    private static boolean add(long[] row, int open, int stillPending, int bytes) {
        row[SESSIONS] += open;
        row[PENDING] += stillPending;
        row[PENDING_BYTES] += bytes;
        return true;
    }

    private @Nullable Refused refusalByTotals(int bytes) {
        if (!sessions.add(1)) {
            return Refused.MAX_CONNECTIONS;
        }
        if (!pending.add(1)) {
            sessions.subtract(1);
            return Refused.PENDING_SESSIONS;
        }
        if (!pendingBytes.add(bytes)) {
            sessions.subtract(1);
            pending.subtract(1);
            return Refused.PENDING_BYTES;
        }
        if (!rateAllows()) {
            sessions.subtract(1);
            pending.subtract(1);
            pendingBytes.subtract(bytes);
            return Refused.NEW_CONNECTIONS_PER_SECOND;
        }
        return null;
    }

    private boolean rateAllows() {
        while (true) {
            long before = rateState.get();
            long after = rate.next(before, ticker.nanoTime());
            if (after == before) {
                return false;
            }
            if (rateState.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /** Counts bytes of requests or messages that are not complete; null when they may be kept. */
    private @Nullable Refused retain(long address, boolean perAddress, int bytes) {
        if (perAddress
                && !addresses.add(
                        address, INCOMPLETE_BYTES, bytes, limits.pending().bytesPerAddress())) {
            return Refused.PENDING_BYTES_PER_ADDRESS;
        }
        if (!incompleteBytes.add(bytes)) {
            if (perAddress) {
                addresses.subtract(address, INCOMPLETE_BYTES, bytes);
            }
            return Refused.PENDING_BYTES;
        }
        return null;
    }

    private void free(long address, boolean perAddress, int bytes) {
        incompleteBytes.subtract(bytes);
        if (perAddress) {
            addresses.subtract(address, INCOMPLETE_BYTES, bytes);
        }
    }

    @Override
    public int connections() {
        return (int) connections.get();
    }

    /** Sessions that are open. */
    public int sessions() {
        return (int) sessions.get();
    }

    /** Open sessions that have not connected to a namespace yet. */
    public int pendingSessions() {
        return (int) pending.get();
    }

    /** Bytes kept for their handshakes. */
    public long pendingBytes() {
        return pendingBytes.get();
    }

    /** Bytes of requests that are not complete or wait for an answer to another, and of incomplete messages. */
    public long incompleteBytes() {
        return incompleteBytes.get();
    }

    /** Addresses that hold anything. */
    public int addresses() {
        return addresses.size();
    }

    @Override
    public void forgetIdle() {
        addresses.forgetIdle();
    }

    /** A refusal; there is one object for each reason. */
    private enum Refused implements SessionPermit, ConnectionPermit {
        CONNECTIONS_PER_ADDRESS(Refusal.CONNECTIONS_PER_ADDRESS),
        MAX_CONNECTIONS(Refusal.MAX_CONNECTIONS),
        NEW_CONNECTIONS_PER_SECOND(Refusal.NEW_CONNECTIONS_PER_SECOND),
        PENDING_SESSIONS_PER_ADDRESS(Refusal.PENDING_SESSIONS_PER_ADDRESS),
        PENDING_SESSIONS(Refusal.PENDING_SESSIONS),
        PENDING_BYTES_PER_ADDRESS(Refusal.PENDING_BYTES_PER_ADDRESS),
        PENDING_BYTES(Refusal.PENDING_BYTES);

        @SuppressWarnings("ImmutableEnumChecker") // an Optional of an enum constant
        private final Optional<Refusal> refusal;

        Refused(Refusal refusal) {
            this.refusal = Optional.of(refusal);
        }

        @Override
        public Optional<Refusal> refusal() {
            return refusal;
        }

        @Override
        public void release() {}

        @Override
        public void connected() {}

        @Override
        public Optional<Refusal> keep(int bytes) {
            return refusal;
        }
    }

    /** A connection that is counted; the integer is 0 while it is open and 1 once it is released. */
    private static final class OpenConnection extends AtomicInteger implements ConnectionPermit {

        private static final long serialVersionUID = 1;

        private final transient CountingLedger ledger;
        private final long address;
        private final boolean perAddress;
        private int kept;

        OpenConnection(CountingLedger ledger, long address, boolean perAddress) {
            this.ledger = ledger;
            this.address = address;
            this.perAddress = perAddress;
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public Optional<Refusal> keep(int bytes) {
            if (bytes > kept) {
                if (get() != 0) {
                    return Optional.empty(); // the rest of a closed connection's input, which is dropped
                }
                Refused refused = ledger.retain(address, perAddress, bytes - kept);
                if (refused != null) {
                    return refused.refusal;
                }
            } else if (bytes < kept) {
                ledger.free(address, perAddress, kept - bytes);
            }
            kept = bytes;
            return Optional.empty();
        }

        @Override
        public void release() {
            if (compareAndSet(0, 1)) {
                keep(0);
                ledger.connections.subtract(1);
                if (perAddress) {
                    ledger.addresses.subtract(address, CONNECTIONS, 1);
                }
            }
        }
    }

    /** A session that is counted; the integer is one of the three states. */
    private static final class OpenSession extends AtomicInteger implements SessionPermit {

        private static final long serialVersionUID = 1;
        private static final int IS_PENDING = 0;
        private static final int IS_CONNECTED = 1;
        private static final int IS_RELEASED = 2;

        private final transient CountingLedger ledger;
        private final long address;
        private final int bytes;

        OpenSession(CountingLedger ledger, long address, int bytes) {
            this.ledger = ledger;
            this.address = address;
            this.bytes = bytes;
        }

        @Override
        public Optional<Refusal> refusal() {
            return Optional.empty();
        }

        @Override
        public void connected() {
            if (compareAndSet(IS_PENDING, IS_CONNECTED)) {
                subtract(0, 1, bytes);
            }
        }

        @Override
        public boolean retain(int more) {
            return ledger.retain(address, true, more) == null;
        }

        @Override
        public void free(int fewer) {
            ledger.free(address, true, fewer);
        }

        @Override
        public void release() {
            int before = getAndSet(IS_RELEASED);
            if (before == IS_PENDING) {
                subtract(1, 1, bytes);
            } else if (before == IS_CONNECTED) {
                subtract(1, 0, 0);
            }
        }

        private void subtract(int open, int stillPending, int heldBytes) {
            ledger.sessions.subtract(open);
            ledger.pending.subtract(stillPending);
            ledger.pendingBytes.subtract(heldBytes);
            ledger.addresses.update(address, row -> add(row, -open, -stillPending, -heldBytes));
        }
    }
}

package dev.turnout.engine.ledger;

import dev.turnout.engine.loop.RateLimit;
import io.netty.util.concurrent.Ticker;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What each client address holds: one row per IPv4 address or IPv6 /64, with columns that count open things and columns
 * that hold the state of a rate. Addresses are kept in memory only, and only while their row is in use: a row is removed
 * once all its counts are zero and all its rates have recovered.
 *
 * <p>Any thread. An update locks one bin of the map for a few field accesses; nothing else is done under that lock.
 */
public final class AddressTable {

    /** Rows looked at for each row added, so that unused rows never outnumber the used ones by much. */
    private static final int SWEPT_PER_NEW_ROW = 4;

    private final int counts;
    private final int rates;
    private final Ticker ticker;
    private final ConcurrentMap<Long, long[]> rows = new ConcurrentHashMap<>();
    private final ReentrantLock sweeping = new ReentrantLock();
    private Iterator<Long> sweep = rows.keySet().iterator();

    /**
     * @param counts columns that count, numbered from 0
     * @param rates columns that hold a rate, numbered from {@code counts}
     */
    public AddressTable(int counts, int rates, Ticker ticker) {
        this.counts = counts;
        this.rates = rates;
        this.ticker = ticker;
    }

    /** The row of an address: an IPv4 address as a whole, an IPv6 address by its /64. */
    public static long rowOf(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        // ff00::/8 is multicast and never a client's, so IPv4 addresses are placed there
        return address instanceof Inet4Address
                ? 0xff00_0000_0000_0000L | (bytes.getInt() & 0xffff_ffffL)
                : bytes.getLong();
    }

    /** Changes a row in one step; the action returns false when it has refused and changed nothing. */
    public boolean update(long address, Predicate<long[]> action) {
        boolean[] result = new boolean[2];
        rows.compute(address, (key, present) -> {
            long[] row = present == null ? newRow() : present;
            result[0] = action.test(row);
            boolean keep = !isIdle(row);
            result[1] = present == null && keep;
            return keep ? row : null;
        });
        if (result[1] && rates > 0) {
            sweep(SWEPT_PER_NEW_ROW);
        }
        return result[0];
    }

    /** Adds to a count unless that would exceed {@code max}; 0 means no limit. */
    public boolean add(long address, int column, long amount, long max) {
        return update(address, row -> {
            if (max != 0 && row[column] + amount > max) {
                return false;
            }
            row[column] += amount;
            return true;
        });
    }

    public void subtract(long address, int column, long amount) {
        add(address, column, -amount, 0);
    }

    /** Takes one unit of a rate; false when the rate is used up. */
    public boolean take(long address, int column, RateLimit rate) {
        long now = ticker.nanoTime();
        return update(address, row -> {
            long next = rate.next(row[column], now);
            boolean allowed = next != row[column];
            row[column] = next;
            return allowed;
        });
    }

    private long[] newRow() {
        long[] row = new long[counts + rates];
        if (rates > 0) {
            Arrays.fill(row, counts, row.length, ticker.nanoTime());
        }
        return row;
    }

    private boolean isIdle(long[] row) {
        for (int column = 0; column < counts; column++) {
            if (row[column] != 0) {
                return false;
            }
        }
        long now = rates == 0 ? 0 : ticker.nanoTime();
        for (int column = counts; column < row.length; column++) {
            if (row[column] - now > 0) {
                return false;
            }
        }
        return true;
    }

    /** Removes all rows that are not in use. */
    public void forgetIdle() {
        rows.keySet().forEach(this::removeIfIdle);
    }

    private void removeIfIdle(Long address) {
        rows.computeIfPresent(address, (key, row) -> isIdle(row) ? null : row);
    }

    private void sweep(int number) {
        if (!sweeping.tryLock()) {
            return;
        }
        try {
            for (int i = 0; i < number; i++) {
                if (!sweep.hasNext()) {
                    sweep = rows.keySet().iterator();
                    return;
                }
                removeIfIdle(sweep.next());
            }
        } finally {
            sweeping.unlock();
        }
    }

    /** Addresses with a row. */
    public int size() {
        return rows.size();
    }
}

package dev.turnout.engine.http;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Counts what stands open per client address: IPv4 whole, IPv6 by /64. Addresses live here, in memory, only. */
public final class AddressLimit {

    private final int max;
    private final ConcurrentMap<Long, Integer> open = new ConcurrentHashMap<>();

    /** @param max per address; 0 = no limit */
    public AddressLimit(int max) {
        this.max = max;
    }

    /** Takes a place, to be given back with {@link #release}; false when the address has none left. */
    public boolean acquire(InetAddress address) {
        if (max == 0) {
            return true;
        }
        boolean[] taken = new boolean[1];
        open.compute(key(address), (key, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < max;
            return taken[0] ? Integer.valueOf(now + 1) : count;
        });
        return taken[0];
    }

    public void release(InetAddress address) {
        if (max != 0) {
            open.computeIfPresent(key(address), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
        }
    }

    private static long key(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        // ff00::/8 is multicast and no client's, so IPv4 has room there
        return address instanceof Inet4Address
                ? 0xff00_0000_0000_0000L | (bytes.getInt() & 0xffff_ffffL)
                : bytes.getLong();
    }
}

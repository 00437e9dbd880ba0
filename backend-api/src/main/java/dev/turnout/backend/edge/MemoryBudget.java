package dev.turnout.backend.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Memory that clients make the server hold, limited per network and in total. A trusted proxy has no limit of its own. Any
 * thread.
 */
final class MemoryBudget {

    private final long perNetwork;
    private final long inTotal;
    private final TrustedProxies proxies;
    private final Map<String, Long> byNetwork = new HashMap<>();
    private final LongAdder refused = new LongAdder();
    private long total;

    MemoryBudget(long perNetwork, long inTotal, TrustedProxies proxies) {
        this.perNetwork = perNetwork;
        this.inTotal = inTotal;
        this.proxies = proxies;
    }

    /** What one request or response of a client takes; nothing at first. */
    Allocation of(@Nullable SocketAddress client) {
        return client instanceof InetSocketAddress peer ? new Allocation(peer.getAddress()) : new Allocation(null);
    }

    private synchronized boolean tryAdd(Allocation allocation, long bytes) {
        long ofNetwork = byNetwork.getOrDefault(allocation.network, 0L) + bytes;
        boolean within = total + bytes <= inTotal && (allocation.isOfProxy || ofNetwork <= perNetwork);
        if (within) {
            add(allocation, bytes);
        } else {
            refused.increment();
        }
        return within;
    }

    private synchronized void remove(Allocation allocation, long bytes) {
        if (bytes != 0) {
            add(allocation, -bytes);
        }
    }

    private void add(Allocation allocation, long bytes) {
        total += bytes;
        byNetwork.merge(allocation.network, bytes, (one, other) -> one + other == 0 ? null : one + other);
    }

    synchronized long total() {
        return total;
    }

    long refused() {
        return refused.sum();
    }

    /** Any thread. */
    final class Allocation {

        private final String network;
        private final boolean isOfProxy;
        private long held;
        private boolean released;

        private Allocation(@Nullable InetAddress client) {
            network = client == null ? "" : AddressBlock.of(client);
            isOfProxy = client != null && proxies.trusts(client);
        }

        /** False when a limit does not allow it, or after the release; then it stays as it was. */
        synchronized boolean grow(long bytes) {
            return resize(held + bytes);
        }

        /** False when a limit does not allow it, or after the release; then it stays as it was. */
        synchronized boolean resize(long bytes) {
            if (released) {
                return false;
            }
            if (bytes <= held) {
                shrink(bytes);
                return true;
            }
            if (!tryAdd(this, bytes - held)) {
                return false;
            }
            held = bytes;
            return true;
        }

        synchronized void shrink(long bytes) {
            if (!released) {
                remove(this, held - bytes);
                held = bytes;
            }
        }

        /** Nothing can be held afterwards: a body may still arrive while its request is answered with 408. */
        synchronized void release() {
            shrink(0);
            released = true;
        }
    }
}

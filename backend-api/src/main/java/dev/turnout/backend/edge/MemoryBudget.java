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
    Share of(@Nullable SocketAddress client) {
        return client instanceof InetSocketAddress peer ? new Share(peer.getAddress()) : new Share(null);
    }

    private synchronized boolean tryAdd(Share share, long bytes) {
        long ofNetwork = byNetwork.getOrDefault(share.network, 0L) + bytes;
        boolean within = total + bytes <= inTotal && (share.isOfProxy || ofNetwork <= perNetwork);
        if (within) {
            add(share, bytes);
        } else {
            refused.increment();
        }
        return within;
    }

    private synchronized void remove(Share share, long bytes) {
        if (bytes != 0) {
            add(share, -bytes);
        }
    }

    private void add(Share share, long bytes) {
        total += bytes;
        byNetwork.merge(share.network, bytes, (one, other) -> one + other == 0 ? null : one + other);
    }

    synchronized long total() {
        return total;
    }

    long refused() {
        return refused.sum();
    }

    /** Any thread. */
    final class Share {

        private final String network;
        private final boolean isOfProxy;
        private long held;
        private boolean released;

        private Share(@Nullable InetAddress client) {
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

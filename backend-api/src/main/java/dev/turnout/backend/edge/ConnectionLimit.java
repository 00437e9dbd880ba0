package dev.turnout.backend.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Connection;

/**
 * Closes a new connection when its address, or all addresses together, have too many open. A trusted proxy has no limit
 * of its own. Any thread.
 */
final class ConnectionLimit implements Connection.Listener {

    private final int perAddress;
    private final int inTotal;
    private final TrustedProxies proxies;
    private final Map<String, Integer> byNetwork = new HashMap<>();
    private final LongAdder refused = new LongAdder();
    private int open;

    /**
     * @param perAddress 0 for no limit
     * @param inTotal 0 for no limit
     */
    ConnectionLimit(int perAddress, int inTotal, TrustedProxies proxies) {
        this.perAddress = perAddress;
        this.inTotal = inTotal;
        this.proxies = proxies;
    }

    @Override
    public void onOpened(Connection connection) {
        if (!isWithinLimits(connection)) {
            refused.increment();
            connection.getEndPoint().close();
        }
    }

    private synchronized boolean isWithinLimits(Connection connection) {
        open++;
        boolean within = inTotal == 0 || open <= inTotal;
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer) {
            int ofNetwork = byNetwork.merge(AddressBlock.of(peer.getAddress()), 1, Integer::sum);
            within &= perAddress == 0 || ofNetwork <= perAddress || isProxy(peer.getAddress());
        }
        return within;
    }

    private boolean isProxy(InetAddress address) {
        return proxies.trusts(address);
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        open--;
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer) {
            byNetwork.computeIfPresent(
                    AddressBlock.of(peer.getAddress()), (network, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized int open() {
        return open;
    }

    long refused() {
        return refused.sum();
    }
}

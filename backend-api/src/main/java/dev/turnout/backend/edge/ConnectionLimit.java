package dev.turnout.backend.edge;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.Connection;

/**
 * Closes a new connection when its address, or all addresses together, have too many open. A trusted proxy has no limit
 * of its own. Any thread.
 */
final class ConnectionLimit implements Connection.Listener {

    /** The network of connections that the client has reset before they are counted. */
    private static final String GONE = "";

    private final int perAddress;
    private final int inTotal;
    private final TrustedProxies proxies;
    private final Map<String, Integer> byNetwork = new HashMap<>();

    /** Of each open connection. When it is closed, its end point has no address any more. */
    private final IdentityHashMap<Connection, String> networks = new IdentityHashMap<>();

    private final LongAdder refused = new LongAdder();

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
        boolean isFromProxy = false;
        String network = GONE;
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress peer) {
            isFromProxy = proxies.trusts(peer.getAddress());
            network = AddressBlock.of(peer.getAddress());
        }
        networks.put(connection, network);
        int ofNetwork = byNetwork.merge(network, 1, Integer::sum);
        return (inTotal == 0 || networks.size() <= inTotal)
                && (perAddress == 0 || ofNetwork <= perAddress || isFromProxy);
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        String network = networks.remove(connection);
        if (network != null) {
            byNetwork.computeIfPresent(network, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    synchronized int open() {
        return networks.size();
    }

    long refused() {
        return refused.sum();
    }
}

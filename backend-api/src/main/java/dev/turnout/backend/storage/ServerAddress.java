package dev.turnout.backend.storage;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Host name or IP address of a database server, and its port. */
public record ServerAddress(String host, int port) {

    /** Whether both have the same port, and the same name or an IP address in common. */
    public boolean isSameServer(ServerAddress other) {
        return port == other.port
                && (host.equalsIgnoreCase(other.host)
                        || addresses(host).stream().anyMatch(addresses(other.host)::contains));
    }

    /** All loopback addresses are one, since localhost may have two. Empty for an unknown name. */
    private static Set<String> addresses(String host) {
        try {
            return Arrays.stream(InetAddress.getAllByName(host))
                    .map(address -> address.isLoopbackAddress() ? "loopback" : address.getHostAddress())
                    .collect(Collectors.toSet());
        } catch (UnknownHostException e) {
            return Set.of();
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

package dev.turnout.bench.peer;

import dev.turnout.bench.server.Counter;
import dev.turnout.bench.server.PeerArguments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;

/**
 * How a peer is to be started.
 *
 * @param fault how the floor is to be wrong on purpose; {@code none} for right
 * @param environment settings of the product beside its usual ones
 * @param leastHeap in megabytes, for a peer that cannot do the work in the usual heap
 * @param giveMemoryBack whether a JVM's heap shrinks to what is in use, so that resident memory can be read
 */
public record PeerSettings(
        int port,
        int controlPort,
        Counter counter,
        Duration pingInterval,
        String fault,
        boolean giveMemoryBack,
        int leastHeap,
        Map<String, String> environment) {

    /** The default of every Socket.IO server. */
    public static final Duration USUAL_PING_INTERVAL = Duration.ofSeconds(25);

    /** So long that no ping falls into the figures; servers whose interval is fixed ping on. */
    public static final Duration HARDLY_A_PING = Duration.ofMinutes(10);

    /** On free ports, with pings as usual and nothing wrong. */
    public static PeerSettings with(Counter counter) throws IOException {
        try (ServerSocket one = free();
                ServerSocket other = free()) {
            return new PeerSettings(
                    one.getLocalPort(), other.getLocalPort(), counter, USUAL_PING_INTERVAL, "none", false, 0, Map.of());
        }
    }

    public PeerSettings pinging(Duration interval) {
        return new PeerSettings(port, controlPort, counter, interval, fault, giveMemoryBack, leastHeap, environment);
    }

    public PeerSettings wrong(String how) {
        return new PeerSettings(port, controlPort, counter, pingInterval, how, giveMemoryBack, leastHeap, environment);
    }

    public PeerSettings givingMemoryBack() {
        return new PeerSettings(port, controlPort, counter, pingInterval, fault, true, leastHeap, environment);
    }

    public PeerSettings withEnvironment(Map<String, String> settings) {
        return new PeerSettings(port, controlPort, counter, pingInterval, fault, giveMemoryBack, leastHeap, settings);
    }

    public PeerSettings withLeastHeap(int megabytes) {
        return new PeerSettings(
                port, controlPort, counter, pingInterval, fault, giveMemoryBack, megabytes, environment);
    }

    PeerArguments arguments() {
        return new PeerArguments(port, controlPort, counter, pingInterval);
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}

package dev.turnout.acceptance.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that have to come back at the same port after a restart. They are taken from below the ephemeral
 * range, so that no outgoing connection can take one while its server is down.
 */
final class FreePorts {

    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;

    private FreePorts() {}

    static int next() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port));
                return port;
            } catch (IOException e) {
                // in use: try another
            }
        }
        throw new IllegalStateException("no free port from " + FIRST + " to " + LAST);
    }
}

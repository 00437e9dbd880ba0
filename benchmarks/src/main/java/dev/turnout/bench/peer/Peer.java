package dev.turnout.bench.peer;

import dev.turnout.bench.server.Counter;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The servers that can be measured, the floor first. */
public enum Peer {
    FLOOR("floor", Kind.FLOOR, Counter.INTERVAL),
    TURNOUT("turnout", Kind.ENGINE, Counter.INTERVAL),
    SOCKET_SERVER("socket-server", Kind.PRODUCT, Counter.INTERVAL),
    NETTY_SOCKETIO("netty-socketio", Kind.NETTY_SOCKETIO, Counter.EACH),
    NETTY_SOCKETIO_INTERVAL("netty-socketio-interval", Kind.NETTY_SOCKETIO, Counter.INTERVAL),
    NODE("node", Kind.NODE, Counter.EACH),
    NODE_INTERVAL("node-interval", Kind.NODE, Counter.INTERVAL);

    enum Kind {
        FLOOR,
        ENGINE,
        PRODUCT,
        NETTY_SOCKETIO,
        NODE
    }

    private final String word;
    private final Kind kind;
    private final Counter usualCounter;

    Peer(String word, Kind kind, Counter usualCounter) {
        this.word = word;
        this.kind = kind;
        this.usualCounter = usualCounter;
    }

    /** Its name on the command line and in the tables. */
    public String word() {
        return word;
    }

    Kind kind() {
        return kind;
    }

    /** When it sends a room its count, unless a scenario overrides it. */
    public Counter usualCounter() {
        return usualCounter;
    }

    /** Whether it is the same server as the peer before it but for its counter. */
    public boolean isVariant() {
        return this == NETTY_SOCKETIO_INTERVAL || this == NODE_INTERVAL;
    }

    /**
     * The peer of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static Peer of(String word) {
        return Arrays.stream(values())
                .filter(peer -> peer.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no peer '" + word + "', but "
                        + Arrays.stream(values()).map(Peer::word).collect(Collectors.joining(", "))));
    }
}

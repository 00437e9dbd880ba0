package dev.turnout.bench.server;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a peer is started with, the same words for all: {@code PORT CONTROL_PORT each|interval PING_INTERVAL_MS}.
 *
 * @param controlPort where {@link ControlPort} listens
 */
public record PeerArguments(int port, int controlPort, Counter counter, Duration pingInterval) {

    static PeerArguments of(String[] args) {
        if (args.length != 4) {
            throw new IllegalArgumentException(
                    "PORT CONTROL_PORT each|interval PING_INTERVAL_MS, not " + List.of(args));
        }
        return new PeerArguments(
                Integer.parseInt(args[0]),
                Integer.parseInt(args[1]),
                Counter.valueOf(args[2].toUpperCase(Locale.ROOT)),
                Duration.ofMillis(Long.parseLong(args[3])));
    }

    public List<String> words() {
        return List.of(
                Integer.toString(port),
                Integer.toString(controlPort),
                counter.word(),
                Long.toString(pingInterval.toMillis()));
    }

    /** Blocks until the end of stdin, which is the end of the process that started this one. */
    static void awaitEndOfStdin() throws IOException {
        while (System.in.read() >= 0) {
            // input is ignored
        }
    }
}

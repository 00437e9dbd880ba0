package dev.turnout.acceptance.soak;

import java.time.Duration;
import java.util.List;

/** The transport of one Engine.IO session. Failures of the connection are {@link java.io.UncheckedIOException}s. */
interface Link {

    /** Sends an Engine.IO packet. */
    void send(String packet);

    /** The packets that arrive within this time; none if nothing does. */
    List<String> receive(Duration time);

    /** Ends the connections with a TCP reset, without a word to the server. */
    void reset();
}

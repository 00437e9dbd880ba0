package dev.turnout.acceptance.soak;

import dev.turnout.testkit.raw.RawConnection;

/** Where a client connects: a server, or a proxy in front of several. */
interface Endpoint {

    /** A new connection. Failures are {@link java.io.UncheckedIOException}s. */
    RawConnection connect();
}

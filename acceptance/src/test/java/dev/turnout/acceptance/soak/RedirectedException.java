package dev.turnout.acceptance.soak;

import java.io.IOException;

/** A balancer has sent a request of a session to another server, which does not know it, and has named it by a new cookie. */
final class RedirectedException extends IOException {

    private static final long serialVersionUID = 1L;

    RedirectedException(String message) {
        super(message);
    }
}

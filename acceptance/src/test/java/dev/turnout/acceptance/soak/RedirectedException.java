package dev.turnout.acceptance.soak;

import java.io.IOException;

/**
 * The load balancer has routed a session's request to another server, which has rejected the unknown session id, and
 * has set the cookie of that server.
 */
final class RedirectedException extends IOException {

    private static final long serialVersionUID = 1L;

    RedirectedException(String message) {
        super(message);
    }
}

package dev.turnout.socket.gateway;

/** An invalid request; the message is for the caller: what is wrong, and how to correct it. */
final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadRequest(String message) {
        super(message, null, false, false);
    }
}

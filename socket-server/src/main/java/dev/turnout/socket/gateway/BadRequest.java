package dev.turnout.socket.gateway;

/** A request that asks for something wrong; its message tells the caller what, and how to put it right. */
final class BadRequest extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadRequest(String message) {
        super(message, null, false, false);
    }
}

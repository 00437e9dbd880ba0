package dev.turnout.http;

/** A request body that cannot be used. The message is for the client: it names the mistake and repeats no value. */
public final class InvalidBody extends RuntimeException {

    private static final long serialVersionUID = 1;

    public InvalidBody(String message) {
        super(message, null, false, false);
    }
}

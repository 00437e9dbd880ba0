package dev.turnout.backend.relay;

/** A request to socket-server failed. */
public final class RelayException extends Exception {

    private static final long serialVersionUID = 1;

    private final RelayFailure why;

    RelayException(RelayFailure why) {
        super(why.advice(), null, false, false);
        this.why = why;
    }

    public RelayFailure why() {
        return why;
    }
}

package dev.turnout.backend.migration;

/** A copy that was refused or whose result differs from the source; the message is for the operator. */
public final class CopyException extends Exception {

    private static final long serialVersionUID = 1;

    CopyException(String message) {
        super(message);
    }
}

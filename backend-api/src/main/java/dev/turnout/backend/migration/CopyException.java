package dev.turnout.backend.migration;

/** Thrown when a copy is refused, or its result differs from the source. The message is shown to the operator. */
public final class CopyException extends Exception {

    private static final long serialVersionUID = 1;

    CopyException(String message) {
        super(message);
    }
}

package dev.turnout.engine.engineio;

/** A client sent what is no packet. Carries no stack trace and no content: it is the client's fault, and its data. */
final class PacketFormatException extends Exception {

    private static final long serialVersionUID = 1;

    PacketFormatException(String what) {
        super(what, null, false, false);
    }
}

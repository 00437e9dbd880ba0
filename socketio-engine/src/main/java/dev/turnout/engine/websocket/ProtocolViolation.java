package dev.turnout.engine.websocket;

/** A client violated RFC 6455; the connection ends with the code. Carries no stack trace: the client caused it. */
final class ProtocolViolation extends Exception {

    private static final long serialVersionUID = 1;

    private final CloseCode code;

    ProtocolViolation(CloseCode code) {
        super(code.name(), null, false, false);
        this.code = code;
    }

    CloseCode code() {
        return code;
    }
}

package dev.turnout.engine.engineio;

/** Why a request is refused; code and message are those of the reference implementation. */
enum HandshakeError {
    TRANSPORT_UNKNOWN(0, "Transport unknown"),
    SESSION_UNKNOWN(1, "Session ID unknown"),
    BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
    BAD_REQUEST(3, "Bad request"),
    UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version");

    private final String json;

    HandshakeError(int code, String message) {
        this.json = "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
    }

    /** The HTTP status of the answer. */
    int status() {
        return 400;
    }

    /** The body of the answer. */
    String json() {
        return json;
    }
}

package dev.turnout.engine.nettysocketio;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks of a request to an endpoint before netty-socketio handles it: netty-socketio opens a session for a POST without
 * sid, answers JSONP without an origin check, and does not answer a request with a malformed sid.
 */
final class HandshakeChecks {

    private static final Set<String> TRANSPORTS = Set.of("polling", "websocket");
    private static final Set<String> REVISIONS = Set.of("3", "4");
    private static final Pattern SID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private HandshakeChecks() {}

    /** The Engine.IO error of a malformed request. */
    static Optional<EngineIoError> violation(HandshakeHead request) {
        if (!TRANSPORTS.contains(request.query().getOrDefault("transport", ""))) {
            return Optional.of(EngineIoError.UNKNOWN_TRANSPORT);
        }
        if (!REVISIONS.contains(request.query().getOrDefault("EIO", ""))) {
            return Optional.of(EngineIoError.UNSUPPORTED_PROTOCOL_VERSION);
        }
        if (request.query().containsKey("j")) {
            return Optional.of(EngineIoError.BAD_REQUEST);
        }
        if (request.opensSession()) {
            return request.method().equals("GET") ? Optional.empty() : Optional.of(EngineIoError.BAD_HANDSHAKE_METHOD);
        }
        if (!SID.matcher(request.query().getOrDefault("sid", "")).matches()) {
            return Optional.of(EngineIoError.UNKNOWN_SID);
        }
        return request.method().equals("GET") || request.method().equals("POST")
                ? Optional.empty()
                : Optional.of(EngineIoError.BAD_REQUEST);
    }

    /** Engine.IO errors with the code and message of their HTTP response. */
    enum EngineIoError {
        UNKNOWN_TRANSPORT(0, "Transport unknown"),
        UNKNOWN_SID(1, "Session ID unknown"),
        BAD_HANDSHAKE_METHOD(2, "Bad handshake method"),
        BAD_REQUEST(3, "Bad request"),
        FORBIDDEN(4, "Forbidden"),
        UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version");

        private final String json;

        EngineIoError(int code, String message) {
            this.json = "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
        }

        String json() {
            return json;
        }
    }
}

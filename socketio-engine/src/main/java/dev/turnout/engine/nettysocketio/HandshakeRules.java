package dev.turnout.engine.nettysocketio;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a request to a base path must look like before netty-socketio sees it. It would make a session of a POST without
 * sid, answer JSONP past every origin check, and leave a request with a malformed sid without an answer.
 */
final class HandshakeRules {

    private static final Set<String> TRANSPORTS = Set.of("polling", "websocket");
    private static final Set<String> REVISIONS = Set.of("3", "4");
    private static final Pattern SID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private HandshakeRules() {}

    /** What is wrong with the request, as the error of Engine.IO that names it. */
    static Optional<EngineIoError> broken(Request request) {
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

    /** The errors of Engine.IO that an HTTP answer names by code and message. */
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

package dev.turnout.backend.relay;

import java.util.Locale;

/** Why a request to socket-server failed, with advice for the operator. */
public enum RelayFailure {
    UNREACHABLE("socket-server cannot be reached; is it running, and is SOCKET_SERVER_URL right?"),
    TIMED_OUT("socket-server did not answer in time; it may or may not have done what was requested"),
    CONNECTION_LOST("socket-server closed the connection; it may or may not have done what was requested"),
    KEY_REFUSED("socket-server refused the internal key; give both servers the same INTERNAL_API_KEY"),
    TOO_LARGE("the event is larger than socket-server accepts"),
    REFUSED("socket-server refused the request; do both servers have the same version?"),
    BROKEN("socket-server failed or sent an unreadable answer; its log has details");

    private final String advice;

    RelayFailure(String advice) {
        this.advice = advice;
    }

    public String advice() {
        return advice;
    }

    static RelayFailure ofStatus(int status) {
        return switch (status) {
            case 401 -> KEY_REFUSED;
            case 413 -> TOO_LARGE;
            default -> status < 500 ? REFUSED : BROKEN;
        };
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.turnout.backend.relay;

import java.util.Locale;

/** Why socket-server did not do what it was asked, and what to do about it. */
public enum RelayFailure {
    UNREACHABLE("socket-server cannot be reached; is it running, and is SOCKET_SERVER_URL right?"),
    TIMED_OUT("socket-server did not answer in time; it may or may not have sent the event"),
    KEY_REFUSED("socket-server refused the internal key; give both servers the same INTERNAL_API_KEY"),
    TOO_LARGE("socket-server takes no event this large"),
    REFUSED("socket-server refused the request; do both servers have the same version?"),
    BROKEN("socket-server failed or answered what cannot be read; its log tells why");

    private final String words;

    RelayFailure(String words) {
        this.words = words;
    }

    public String words() {
        return words;
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

package dev.turnout.testkit.clients;

import java.util.List;

/** The transports a client is configured with. */
public enum Mode {
    POLLING("polling only"),
    WEBSOCKET("websocket only"),
    UPGRADING("polling, then upgrade");

    private final String title;

    Mode(String title) {
        this.title = title;
    }

    public List<String> transports() {
        return switch (this) {
            case POLLING -> List.of("polling");
            case WEBSOCKET -> List.of("websocket");
            case UPGRADING -> List.of("polling", "websocket");
        };
    }

    @Override
    public String toString() {
        return title;
    }
}

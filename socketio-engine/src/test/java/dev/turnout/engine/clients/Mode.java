package dev.turnout.engine.clients;

import java.util.List;

/** How a client is told to reach the server. */
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

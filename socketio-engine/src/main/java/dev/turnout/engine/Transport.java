package dev.turnout.engine;

/** The two transports of Engine.IO. */
public enum Transport {
    POLLING("polling"),
    WEBSOCKET("websocket");

    private final String wireName;

    Transport(String wireName) {
        this.wireName = wireName;
    }

    /** The value of the {@code transport} query parameter. */
    public String wireName() {
        return wireName;
    }
}

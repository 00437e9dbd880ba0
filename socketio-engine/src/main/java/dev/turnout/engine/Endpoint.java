package dev.turnout.engine;

/** A namespace served under one base path, for example {@code /} under {@code /auction/}. Any thread. */
public interface Endpoint {

    /** The room of this name; it exists for as long as somebody is in it, asking for it costs nothing. */
    Room room(String name);
}

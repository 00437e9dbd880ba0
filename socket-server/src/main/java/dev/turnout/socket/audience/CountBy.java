package dev.turnout.socket.audience;

/** What the count of a room is the number of. */
public enum CountBy {
    SESSIONS,
    /** All sessions with the same viewer key count once. */
    VIEWERS
}

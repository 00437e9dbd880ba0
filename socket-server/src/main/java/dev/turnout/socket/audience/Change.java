package dev.turnout.socket.audience;

/** What has just changed in a room. */
public sealed interface Change {

    /**
     * @param firstOfViewer whether the viewer had no other session in the room
     */
    record Joined(ViewerSession session, boolean firstOfViewer) implements Change {}

    /**
     * @param lastOfViewer whether the viewer has no other session in the room
     * @param stayedMillis how long it had been there
     */
    record Left(ViewerSession session, boolean lastOfViewer, long stayedMillis) implements Change {}

    /** Viewers elsewhere became more, or fewer when negative. */
    record External(int difference) implements Change {}
}

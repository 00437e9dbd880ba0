package dev.turnout.socket.audience;

import org.jspecify.annotations.Nullable;

/** What has just changed in a room. */
public sealed interface Change {

    /** By how much the count changed; 0 when the viewer is counted once and has other sessions. */
    int difference();

    /** The section that has one session less. */
    default @Nullable String sectionLeft() {
        return null;
    }

    /** The section that has one session more. */
    default @Nullable String sectionEntered() {
        return null;
    }

    /** The country that has one session less. */
    default @Nullable String countryLeft() {
        return null;
    }

    /** The country that has one session more. */
    default @Nullable String countryEntered() {
        return null;
    }

    /**
     * @param firstOfViewer whether the viewer had no other session in the room
     */
    record Joined(ViewerSession session, boolean firstOfViewer, int difference) implements Change {
        @Override
        public @Nullable String sectionEntered() {
            return session.section();
        }

        @Override
        public @Nullable String countryEntered() {
            return session.country();
        }
    }

    /**
     * @param lastOfViewer whether the viewer has no other session in the room
     * @param stayedMillis how long it had been there
     */
    record Left(ViewerSession session, boolean lastOfViewer, int difference, long stayedMillis) implements Change {
        @Override
        public @Nullable String sectionLeft() {
            return session.section();
        }

        @Override
        public @Nullable String countryLeft() {
            return session.country();
        }
    }

    /** A session has changed its section. */
    record Moved(@Nullable String sectionLeft, @Nullable String sectionEntered) implements Change {
        @Override
        public int difference() {
            return 0;
        }
    }

    /** The number of viewers that watch elsewhere changed. */
    record External(int difference) implements Change {}

    /** The number of viewers on other servers of the cluster changed. */
    record Peers(int difference) implements Change {}

    /**
     * A viewer with sessions on several servers is counted on another one now, or on this one again.
     *
     * @param difference -1 or 1
     */
    record Elsewhere(long viewerHash, int difference) implements Change {}

    /** What is shown of the sessions on other servers beside their number. */
    record PeersDetail() implements Change {
        @Override
        public int difference() {
            return 0;
        }
    }
}

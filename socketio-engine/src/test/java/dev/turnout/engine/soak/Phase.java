package dev.turnout.engine.soak;

/** What clients and publishers do at a time. */
enum Phase {
    /** Clients connect, disconnect, lose connections and send; publishers publish. */
    CHURN,
    /** Clients stay connected and send; publishers publish. */
    CALM,
    /** Nothing new is sent. */
    STILL;

    /** The current phase. Any thread. */
    static final class Now {

        private volatile Phase phase = CHURN;

        Phase get() {
            return phase;
        }

        void set(Phase next) {
            phase = next;
        }

        boolean is(Phase other) {
            return phase == other;
        }
    }
}

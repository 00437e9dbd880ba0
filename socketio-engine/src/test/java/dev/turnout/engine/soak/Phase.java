package dev.turnout.engine.soak;

/** What goes on at a time. */
enum Phase {
    /** Coming, going, dropping, publishing, talking. */
    CHURN,
    /** Nobody comes or goes; publishing and talking go on. */
    CALM,
    /** Nothing at all, but what is on its way. */
    STILL;

    /** The phase of the moment. Any thread. */
    static final class Now {

        private volatile Phase phase = CHURN;

        Phase get() {
            return phase;
        }

        void set(Phase next) {
            phase = next;
        }

        boolean is(Phase asked) {
            return phase == asked;
        }
    }
}

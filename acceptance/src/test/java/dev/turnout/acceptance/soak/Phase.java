package dev.turnout.acceptance.soak;

/** What viewers and publishers do at a time. */
enum Phase {
    /** They come, go and lose their connections; servers are killed. */
    CHURN,
    /** No joins, leaves or drops; connected viewers stay connected. */
    STILL,
    /** The run ends. */
    OVER
}

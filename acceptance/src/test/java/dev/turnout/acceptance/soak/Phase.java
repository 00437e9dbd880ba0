package dev.turnout.acceptance.soak;

/** What viewers and publishers do at a time. */
enum Phase {
    /** They come, go and lose their connections; servers are killed. */
    CHURN,
    /** Nothing new begins; who is connected stays so. */
    STILL,
    /** The run ends. */
    OVER
}

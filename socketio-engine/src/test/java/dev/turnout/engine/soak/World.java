package dev.turnout.engine.soak;

/**
 * What all who take part share.
 *
 * @param windowNanos how long a lost session can be continued
 */
record World(
        int port,
        Door door,
        Published published,
        Violations violations,
        Tally tally,
        Phase.Now phase,
        long windowNanos) {

    static final String PATH = "/soak/";

    /** The room that everybody is in all the time. */
    static final String ALL = "all";
}

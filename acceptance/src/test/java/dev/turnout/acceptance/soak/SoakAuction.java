package dev.turnout.acceptance.soak;

import java.util.ArrayList;
import java.util.List;

/** One auction of the run: its events and what is known of its joins. Any thread. */
final class SoakAuction {

    private final String id;
    private final PublishedNumbers published = new PublishedNumbers();
    private final List<Long> joins = new ArrayList<>();
    private int perhaps;

    SoakAuction(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    PublishedNumbers published() {
        return published;
    }

    /** Called before a join: its answer may be lost, and a recovered session may already be in the room. */
    synchronized void joining() {
        perhaps++;
    }

    /** The join was answered at this time with a new session. */
    synchronized void joined(long millis) {
        perhaps--;
        joins.add(millis);
    }

    /** There was no new session. */
    synchronized void notJoined() {
        perhaps--;
    }

    /** The most joins that there can have been: a session that is recovered joins the room again. */
    synchronized int mostJoins() {
        return joins.size() + perhaps;
    }

    /** Joins that were answered outside of the spans, in milliseconds before each kill, that a kill may lose. */
    synchronized long leastJoins(List<Long> kills, long span) {
        return joins.stream()
                .filter(join -> kills.stream().noneMatch(kill -> kill >= join && kill - join <= span))
                .count();
    }
}

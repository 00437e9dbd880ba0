package dev.turnout.acceptance.soak;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When faults were going on, and which nodes could not observe all counts meanwhile. Confined to the thread of the run. */
final class Disturbances {

    /** From when on a node observes whole minutes after it has come to the others, and what a busy machine takes. */
    private static final Duration UNTIL_IT_OBSERVES = Duration.ofSeconds(5);

    /** A fault begins after the minute's last sample, but before the minute has been posted. */
    private static final Duration UNTIL_POSTED = Duration.ofSeconds(5);

    /** @param node null for a fault during which all counts are observed, but may differ */
    private record Span(@Nullable SoakNode node, Instant from, Instant until) {

        boolean touches(Instant start, Instant end) {
            return from.isBefore(end) && until.isAfter(start);
        }
    }

    private final List<SoakNode> nodes;
    private final List<Span> spans = new ArrayList<>();

    Disturbances(List<SoakNode> nodes) {
        this.nodes = nodes;
    }

    int nodes() {
        return nodes.size();
    }

    /** A fault has ended. */
    void add(Instant from, Instant until) {
        spans.add(new Span(null, from, until));
    }

    /** A node was away. */
    void add(SoakNode node, Instant from, Instant until) {
        spans.add(new Span(node, from, until.plus(UNTIL_IT_OBSERVES)));
    }

    /** From when on a node that was away until now observes whole minutes. */
    static Instant observesFrom(Instant until) {
        return until.plus(UNTIL_IT_OBSERVES);
    }

    /** Whether nothing happened around that minute. */
    boolean isUndisturbed(Instant start, Instant end) {
        return spans.stream().noneMatch(span -> span.touches(start, end));
    }

    /** Whether one node has observed the whole minute, so that no sample may be missing. */
    boolean isObserved(Instant start, Instant end) {
        return nodes.stream()
                .anyMatch(node -> spans.stream()
                        .noneMatch(span -> span.node() == node && span.touches(start, end.plus(UNTIL_POSTED))));
    }
}

package dev.turnout.socket.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Leaves out of a history what it does not need to break a promise (delta debugging): halves first, then smaller and
 * smaller parts.
 */
final class Shrinker {

    private static final int MAX_RUNS = 600;

    private final Mutation mutation;
    private int runs;

    private Shrinker(Mutation mutation) {
        this.mutation = mutation;
    }

    /** @param history one that breaks a promise */
    static History shrink(History history, Mutation mutation) {
        return new Shrinker(mutation).shrink(history);
    }

    private History shrink(History history) {
        History smallest = untilViolated(history);
        int part = Math.max(1, smallest.actions().size() / 2);
        while (runs < MAX_RUNS) {
            History smaller = withoutParts(smallest, part);
            boolean changed = smaller.actions().size() < smallest.actions().size();
            smallest = smaller;
            if (part == 1 && !changed) {
                break;
            }
            part = changed && part > 1 ? part : Math.max(1, part / 2);
        }
        return smallest;
    }

    private History withoutParts(History history, int part) {
        List<Action> kept = new ArrayList<>(history.actions());
        for (int from = kept.size() - part; from > -part && runs < MAX_RUNS; from -= part) {
            List<Action> fewer = new ArrayList<>(kept);
            fewer.subList(Math.max(0, from), from + part).clear();
            if (violation(history.with(fewer)).isPresent()) {
                kept = fewer;
            }
        }
        return history.with(kept);
    }

    /** What happens after the violation has no part in it. */
    private History untilViolated(History history) {
        long at = violation(history).map(Judge.Violation::at).orElse(Long.MAX_VALUE);
        History cut = history.with(
                history.actions().stream().filter(action -> action.at() <= at).toList());
        return violation(cut).isPresent() ? cut : history;
    }

    private Optional<Judge.Violation> violation(History history) {
        runs++;
        return Simulation.run(history, mutation).verdict();
    }
}

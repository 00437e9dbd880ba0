package dev.turnout.socket.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Takes down what must not happen. The first violation ends a simulation. */
final class Judge {

    private final World world;
    private final List<Violation> violations = new ArrayList<>();

    /** @param at true time, nanoseconds */
    record Violation(long at, String promise) {
        @Override
        public String toString() {
            return time(at) + "  " + promise;
        }
    }

    Judge(World world) {
        this.world = world;
    }

    void violated(String promise) {
        violations.add(new Violation(world.now(), promise));
    }

    boolean isSatisfied() {
        return violations.isEmpty();
    }

    /** The first one; empty when all promises were kept. */
    Optional<Violation> verdict() {
        return violations.stream().findFirst();
    }

    static String time(long nanos) {
        return String.format(Locale.ROOT, "%9.3f s", Duration.ofNanos(nanos).toMillis() / 1000.0);
    }
}

package dev.turnout.acceptance.soak;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits until what is observed is what it should be. */
final class Settling {

    private static final long LOOK_MILLIS = 50;

    private Settling() {}

    /** Looks again and again until no difference is left; those left after this time. */
    static List<String> differencesAfter(Duration patience, Supplier<List<String>> look) throws InterruptedException {
        long start = System.nanoTime();
        List<String> open = look.get();
        while (!open.isEmpty() && System.nanoTime() - start < patience.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            open = look.get();
        }
        return open;
    }

    /** What the viewers of an auction show that is not this count; clients that are not connected show nothing. */
    static List<String> wrongCounts(List<SoakViewer.Snapshot> viewers, long expected) {
        List<String> open = new ArrayList<>();
        for (SoakViewer.Snapshot viewer : viewers) {
            if (viewer.state() == SoakViewer.State.CONNECTING) {
                open.add(viewer.who() + " is connecting");
            } else if (viewer.state() == SoakViewer.State.CONNECTED && viewer.count() != expected) {
                open.add(viewer.who() + " shows the count " + viewer.count() + ", right is " + expected);
            }
        }
        return open;
    }

    /** Events that viewers should have received. */
    static List<String> missingEvents(List<SoakViewer.Snapshot> viewers) {
        List<String> open = new ArrayList<>();
        for (SoakViewer.Snapshot viewer : viewers) {
            viewer.missing().ifPresent(what -> open.add(viewer.who() + " misses " + what));
        }
        return open;
    }
}

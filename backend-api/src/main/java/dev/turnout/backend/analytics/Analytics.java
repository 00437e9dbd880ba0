package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Marker;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import java.io.Writer;
import java.util.List;

/** Answers what was kept of an auction's audience. Any thread. */
public final class Analytics {

    private static final int MOST_POINTS = 1_500;
    private static final int MOST_MARKERS = 1_000;

    /**
     * A chart's worth of a period.
     *
     * @param resolutionSeconds how far apart points stand when there is no gap
     * @param snapshots the points, oldest first
     * @param markers the newest markers of the period, oldest first
     */
    public record Chart(long resolutionSeconds, List<Snapshot> snapshots, Summary summary, List<Marker> markers) {}

    private final Storage storage;

    public Analytics(Storage storage) {
        this.storage = storage;
    }

    public Chart chart(AuctionId id, Period period) {
        RollUp rollUp = new RollUp(MOST_POINTS);
        SummaryTally tally = new SummaryTally();
        storage.snapshots(id, period, snapshot -> {
            rollUp.add(snapshot);
            tally.add(snapshot);
        });
        return new Chart(
                rollUp.resolutionSeconds(),
                rollUp.points(),
                tally.summary(),
                storage.markers(id, period, MOST_MARKERS));
    }

    /** Writes a period's snapshots as CSV while they are read; throws UncheckedIOException when the writer does. */
    public void csv(AuctionId id, Period period, Writer out) {
        SnapshotCsv csv = new SnapshotCsv(out);
        storage.snapshots(id, period, csv::add);
        csv.finish();
    }

    /** The newest so many minutes, oldest first, one for each timestamp. */
    public List<Snapshot> recent(AuctionId id, int timestamps) {
        RollUp oneForEach = new RollUp(timestamps);
        storage.newestSnapshots(id, timestamps).forEach(oneForEach::add);
        return oneForEach.points();
    }
}

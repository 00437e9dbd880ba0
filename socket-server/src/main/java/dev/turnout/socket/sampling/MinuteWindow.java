package dev.turnout.socket.sampling;

import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Change;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One auction's count over time, cut into minutes. Pure: it is told of every change and every tick with its time, and
 * gives a snapshot for each minute that is over.
 *
 * <p>The count is a step function of which every step is known, so a sample need not be read at its very moment: before
 * a change is taken in, the samples and minute ends that lie before it are made up for with the count that held. A tick
 * that comes late, a pause of the whole process, a minute end without a tick make no difference.
 *
 * <ul>
 *   <li>A minute is {@code [start, end)}; its samples are those at its multiples of the sample interval, so it never has
 *       more than fit, and of a minute that was only partly observed only those that were.
 *   <li>A part of a minute too short for any sample has one at its end, so that nothing that was seen goes untold.
 *   <li>Joins, leaves and session lengths are counted from last sample to last sample, see {@link Flow}; exact peak,
 *       exact minimum, the integral and the unique viewers over the minute itself.
 *   <li>Time never runs backwards: what comes with an earlier time happens at the latest time known.
 *   <li>If more than a whole minute passes unobserved (the machine slept, the clock was set forward) nothing is made up:
 *       the minute before is told as far as it was seen, and observation begins anew.
 *   <li>After a whole minute with nobody it is {@link #over()}.
 * </ul>
 */
final class MinuteWindow {

    private final AuctionRoom room;
    private final Intervals intervals;
    private final Consumer<Snapshot> finished;
    private final Flow flow = new Flow();
    private final SectionSample sections;

    private String source;
    private long at;
    private long end;
    private long nextSample;
    private int count;
    private int viewers;
    private MinuteTally tally = new MinuteTally(0, 0, 0);
    private UniqueInMinute unique;
    private boolean over;

    /** Begins with the first change of an auction that nobody watched. */
    MinuteWindow(
            AuctionRoom room, Intervals intervals, String source, Consumer<Snapshot> finished, Change first, long now) {
        this.room = room;
        this.intervals = intervals;
        this.source = source;
        this.finished = finished;
        this.sections = new SectionSample(room.sections());
        take(first);
        begin(now);
    }

    /** Takes in a change. Samples due at this very moment are left to the tick, which has not come yet. */
    void changed(Change change, long now) {
        observe(now, now - 1);
        if (!over) {
            take(change);
            sections.change(change);
            tally.reach(count, at);
            unique.add(change);
        }
    }

    /** Takes the samples that are due, and ends the minutes that are over. */
    void tick(long now) {
        observe(now, now);
    }

    /** Tells the minute as far as it was seen, under the old source, and goes on at {@code now} under the new one. */
    void startOver(String newSource, long now) {
        if (!over) {
            tell();
            source = newSource;
            begin(now);
        }
    }

    /** Tells the minute as far as it was seen. */
    void stop(long now) {
        tick(now);
        if (!over) {
            tell();
            over = true;
        }
    }

    /** The minute as it would be told if it ended now; nothing as long as it has no sample. */
    Optional<Snapshot> soFar() {
        return over || tally.samples() == 0 ? Optional.empty() : Optional.of(snapshot());
    }

    /** Whether the last minute that was told has seen nobody; nothing more comes from here then. */
    boolean over() {
        return over;
    }

    private void observe(long now, long lastSample) {
        if (!over && now - at > intervals.snapshotMillis()) {
            tell();
            begin(now);
        }
        while (!over) {
            if (nextSample < end && nextSample <= lastSample) {
                hold(nextSample);
                sample();
            } else if (nextSample >= end && end <= now) {
                hold(end);
                tell();
                begin(end);
            } else {
                break;
            }
        }
        hold(now);
    }

    private void hold(long until) {
        if (until > at) {
            tally.hold(count, until - at);
            at = until;
        }
    }

    private void sample() {
        tally.sample(count);
        flow.sampled();
        sections.sample();
        nextSample += intervals.sampleMillis();
    }

    private void begin(long now) {
        long start = intervals.startOfMinute(now);
        at = now;
        end = start + intervals.snapshotMillis();
        nextSample = intervals.firstSampleFrom(now);
        tally = new MinuteTally(start, now, count);
        unique = new UniqueInMinute(viewers, room);
    }

    private void tell() {
        if (tally.samples() == 0) {
            sample();
        }
        finished.accept(snapshot());
        flow.minuteOver();
        over = tally.exactPeak() == 0;
    }

    private void take(Change change) {
        count = room.count();
        viewers = room.viewers();
        flow.add(change);
    }

    private Snapshot snapshot() {
        return new Snapshot(
                Instant.ofEpochMilli(tally.start()),
                tally.last(),
                tally.average(),
                tally.samplePeak(),
                tally.sampleMin(),
                tally.samples(),
                source,
                tally.exactPeak(),
                Instant.ofEpochMilli(tally.exactPeakAt()),
                tally.exactMin(),
                tally.viewerSeconds(),
                flow.joins(),
                flow.leaves(),
                unique.count(),
                unique.sketch(),
                flow.sessionSeconds(),
                sections.sampled());
    }
}

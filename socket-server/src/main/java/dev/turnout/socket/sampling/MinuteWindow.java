package dev.turnout.socket.sampling;

import dev.turnout.model.Snapshot;
import dev.turnout.socket.audience.AuctionRoom;
import dev.turnout.socket.audience.Change;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One auction's count over time, cut into minutes. Pure: it receives every change and every tick with its time, and
 * produces a snapshot for each minute that is over.
 *
 * <p>The count is a step function of which every step is recorded, so a sample need not be read at its exact time: before a
 * change is applied, the samples and minute ends that lie before it are taken with the count that held. A late tick, a
 * pause of the process or a minute end without a tick make no difference.
 *
 * <ul>
 *   <li>A minute is {@code [start, end)}; its samples are those at its multiples of the sample interval. A partly observed
 *       minute has only the samples that were observed.
 *   <li>A part of a minute too short for any sample has one at its end, so that no change is lost.
 *   <li>Joins, leaves and session lengths are counted from last sample to last sample, see {@link JoinsAndLeaves}; exact
 *       peak, exact minimum, the integral and the unique viewers over the minute itself.
 *   <li>Time never runs backwards: a change with an earlier time happens at the latest time known.
 *   <li>If more than a whole minute passes unobserved (the machine slept) nothing is invented: the minute before is
 *       reported as far as it was observed, and observation begins anew. The same when the clock is set forward, see
 *       {@link #clockSetForward}.
 *   <li>After a whole minute without a viewer it is {@link #over()}.
 * </ul>
 */
final class MinuteWindow {

    private final AuctionRoom room;
    private final Intervals intervals;
    private final Consumer<Snapshot> finished;
    private final JoinsAndLeaves joinsAndLeaves = new JoinsAndLeaves();
    private final NamedSample sections;
    private final NamedSample countries;

    private String source;
    private long begun;
    private long at;
    private long end;
    private long nextSample;
    private int count;
    private int viewers;
    private MinuteStatistics statistics = new MinuteStatistics(0, 0, 0);
    private UniqueInMinute unique;
    private boolean over;

    /** Begins with the first change of an auction without viewers. */
    MinuteWindow(
            AuctionRoom room, Intervals intervals, String source, Consumer<Snapshot> finished, Change first, long now) {
        this.room = room;
        this.intervals = intervals;
        this.source = source;
        this.finished = finished;
        this.sections = new NamedSample(room.sections(), Change::sectionLeft, Change::sectionEntered);
        this.countries = new NamedSample(room.countries(), Change::countryLeft, Change::countryEntered);
        take(first);
        begin(now);
    }

    /** Applies a change. Samples due at this very moment are left to the tick that follows. */
    void changed(Change change, long now) {
        observe(now, now - 1);
        if (!over) {
            take(change);
            sections.change(change);
            countries.change(change);
            statistics.reach(count, at);
            unique.add(change);
        }
    }

    /** Takes the samples that are due, and ends the minutes that are over. */
    void tick(long now) {
        observe(now, now);
    }

    /** Reports the minute as far as it was observed, under the old source, and continues at {@code now} under the new one. */
    void restart(String newSource, long now) {
        if (!over) {
            report();
            source = newSource;
            begin(now);
        }
    }

    /**
     * The wall clock was set forward: ends the minute at {@code observedUntil} on the clock as it was, and continues at
     * {@code now}. The time between the two did not pass.
     */
    void clockSetForward(long observedUntil, String newSource, long now) {
        tick(observedUntil);
        if (!over && at > begun) {
            report();
        }
        source = newSource;
        if (!over) {
            begin(now);
        }
    }

    /** Reports the minute as far as it was observed, with the changes since its last sample: no other minute has them. */
    void stop(long now) {
        tick(now);
        if (!over) {
            if (statistics.samples() > 0 && joinsAndLeaves.arePending()) {
                read();
                statistics.end(count);
            }
            report();
            over = true;
        }
    }

    /** The minute as observed until now; empty before its first sample. */
    Optional<Snapshot> draft() {
        return over || statistics.samples() == 0 ? Optional.empty() : Optional.of(snapshot());
    }

    /** Start of the minute, milliseconds since the epoch. */
    long start() {
        return statistics.start();
    }

    /** Whether the last minute had no viewer; no other minute follows then. */
    boolean over() {
        return over;
    }

    private void observe(long now, long lastSample) {
        if (!over && now - at > intervals.snapshotMillis()) {
            report();
            begin(now);
        }
        while (!over) {
            if (nextSample < end && nextSample <= lastSample) {
                hold(nextSample);
                sample();
            } else if (nextSample >= end && end <= now) {
                hold(end);
                report();
                begin(end);
            } else {
                break;
            }
        }
        hold(now);
    }

    private void hold(long until) {
        if (until > at) {
            statistics.hold(count, until - at);
            at = until;
        }
    }

    private void sample() {
        statistics.sample(count, intervals.slotOf(at, statistics.start()));
        read();
        nextSample += intervals.sampleMillis();
    }

    private void read() {
        joinsAndLeaves.sampled();
        sections.sample();
        countries.sample();
    }

    private void begin(long now) {
        long start = intervals.startOfMinute(now);
        at = now;
        begun = now;
        end = start + intervals.snapshotMillis();
        nextSample = intervals.firstSampleFrom(now);
        statistics = new MinuteStatistics(start, now, count);
        unique = new UniqueInMinute(viewers, room);
    }

    private void report() {
        if (statistics.samples() == 0) {
            sample();
        }
        finished.accept(snapshot());
        joinsAndLeaves.minuteOver();
        over = statistics.exactPeak() == 0;
    }

    private void take(Change change) {
        count = room.count();
        viewers = room.viewers();
        joinsAndLeaves.add(change);
    }

    private Snapshot snapshot() {
        return Snapshot.builder(Instant.ofEpochMilli(statistics.start()))
                .viewerCount(statistics.last())
                .avgViewers(statistics.average())
                .peakViewers(statistics.samplePeak())
                .minViewers(statistics.sampleMin())
                .sampleCount(statistics.samples())
                .source(source)
                .exactPeak(statistics.exactPeak())
                .exactPeakAt(Instant.ofEpochMilli(statistics.exactPeakAt()))
                .exactMin(statistics.exactMin())
                .viewerSeconds(statistics.viewerSeconds())
                .joins(joinsAndLeaves.joins())
                .leaves(joinsAndLeaves.leaves())
                .uniqueViewers(unique.count())
                .uniqueSketch(unique.sketch())
                .sessionSeconds(joinsAndLeaves.sessionSeconds())
                .sections(sections.sampled())
                .observedSeconds(statistics.observedSeconds())
                .countries(countries.sampled())
                .slots(intervals.slotsFitAMask() ? statistics.slots() : null)
                .build();
    }
}

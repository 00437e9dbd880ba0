package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.Books.Page;
import dev.turnout.socket.delivery.Books.Range;
import dev.turnout.socket.delivery.Marks.Mark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * All segments of an outbox, and the books: how many snapshots there ever were and what has become of them.
 *
 * <p>A segment leaves in two steps, first into the books and then from the disk; a run that stops between them leaves a
 * file that the books no longer list, and the next one removes it.
 */
final class Shelf {

    private final Disk disk;
    private final Path books;
    private final DeliveryLog log;
    private final NavigableMap<Long, Segment> segments;
    private final Tally gone;
    private final Tally tally = new Tally();
    private long goneSampled;
    private long sampled;
    private long failures;
    private boolean stale = true;

    Shelf(Disk disk, Path directory, Recovery.State state, DeliveryLog log) {
        this.disk = disk;
        this.books = directory.resolve(Recovery.BOOKS);
        this.log = log;
        this.segments = new TreeMap<>(state.segments());
        this.gone = Tally.of(state.page().fates());
        this.goneSampled = state.page().sampled();
        this.sampled = goneSampled;
        tally.addAll(gone);
        for (Segment segment : segments.values()) {
            sampled += segment.count();
            tally.addAll(segment.tally());
        }
    }

    long sampled() {
        return sampled;
    }

    Tally tally() {
        return tally;
    }

    long bytes() {
        return segments.values().stream().mapToLong(Segment::bytes).sum();
    }

    /** Writes beside the snapshots themselves, such as to the books, that failed. */
    long failures() {
        return failures;
    }

    /** The oldest first. */
    Collection<Segment> segments() {
        return List.copyOf(segments.values());
    }

    /** The segment that holds this number. */
    Segment of(long number) {
        return segments.floorEntry(number).getValue();
    }

    /** A segment has grown by so many that wait. */
    void grown(Segment segment, int number) {
        segments.put(segment.first(), segment);
        sampled += number;
        tally.add(Fate.WAITING, number);
    }

    /** Snapshots that never reached the disk. */
    void lost(int number) {
        goneSampled += number;
        gone.add(Fate.UNWRITABLE, number);
        sampled += number;
        tally.add(Fate.UNWRITABLE, number);
        stale |= number > 0;
    }

    void settle(Mark mark, String reason) {
        Segment segment = of(mark.number());
        tally.move(segment.fate(mark.number()), mark.fate());
        segment.settle(mark, reason);
        flush(segment);
    }

    void flush(Segment segment) {
        attempt("marks", segment.marks()::flush);
    }

    /** Everything alive in the segment, that is about to be retired, gets this fate. */
    void writeOff(Segment segment, Fate fate) {
        for (Fate alive : List.of(Fate.WAITING, Fate.SET_ASIDE)) {
            long number = segment.tally().get(alive);
            for (Tally each : List.of(tally, segment.tally())) {
                each.add(alive, -number);
                each.add(fate, number);
            }
        }
    }

    /** @param unlistedFrom the first number of the segment being written, or the next free one */
    void retire(List<Segment> settled, long unlistedFrom) {
        for (Segment segment : settled) {
            segments.remove(segment.first());
            gone.addAll(segment.tally());
            goneSampled += segment.count();
            stale = true;
        }
        saveIfStale(unlistedFrom);
        settled.forEach(segment -> attempt("old segment", segment::delete));
        // On a full disk the books only fit once something has gone.
        saveIfStale(unlistedFrom);
    }

    void changed() {
        stale = true;
    }

    void saveIfStale(long unlistedFrom) {
        if (stale) {
            List<Range> complete = segments.headMap(unlistedFrom).values().stream()
                    .map(segment -> new Range(segment.first(), segment.end()))
                    .toList();
            Page page = new Page(unlistedFrom, goneSampled, gone.asMap(), complete);
            stale = !attempt("books", () -> Books.save(disk, books, page));
        }
    }

    interface Work {
        void run() throws IOException;
    }

    /** Does what can be done again later; whether it worked. */
    boolean attempt(String what, Work work) {
        try {
            work.run();
            return true;
        } catch (IOException e) {
            failures++;
            log.trouble(what, e);
            return false;
        }
    }
}

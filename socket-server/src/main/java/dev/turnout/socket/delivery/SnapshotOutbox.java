package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import dev.turnout.socket.delivery.Marks.Mark;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots that the backend does not have yet, in a directory that outlives the process however it ends.
 *
 * <p>Append-only segments with a length and a checksum for each record, because one write and one force then put a whole
 * minute of thousands of auctions on disk, a torn or flipped record costs only itself, and dropping the oldest is
 * deleting a file; a single ring file has none of the three, and a database brings them at the price of a native
 * library. What has become of a record stands beside its segment, since one auction's stuck minute must neither keep the
 * others' bytes nor be sent out of turn.
 *
 * <p>Owned by one thread. What waits is told to {@link Lanes}; bodies stay on disk.
 */
final class SnapshotOutbox {

    private static final int LARGEST_SEGMENT = 8 << 20;
    private static final int SEGMENTS_AT_LEAST = 16;
    private static final int SPANS = 168;

    private final Path directory;
    private final Keeping keeping;
    private final Disk disk;
    private final Lanes lanes;
    private final DeliveryLog log;
    private final DirectoryLock lock;
    private final int segmentBytes;
    private final Duration segmentSpan;
    private final SetAside setAside = new SetAside();
    private final Shelf shelf;
    private final Drafts drafts;
    private @Nullable SegmentWriter writer;
    private long next;
    private long failedAppends;
    private long bytes;

    private SnapshotOutbox(Path directory, Keeping keeping, Disk disk, Lanes lanes, DeliveryLog log, DirectoryLock lock)
            throws IOException {
        this.directory = directory;
        this.keeping = keeping;
        this.disk = disk;
        this.lanes = lanes;
        this.log = log;
        this.lock = lock;
        this.segmentBytes = (int) Math.min(LARGEST_SEGMENT, keeping.maxBytes() / SEGMENTS_AT_LEAST);
        this.segmentSpan = keeping.maxAge().dividedBy(SPANS);
        this.drafts = new Drafts(disk, directory.resolve("drafts"));
        Recovery.State state = new Recovery(disk, directory, new Alive()).recover();
        this.next = state.next();
        this.shelf = new Shelf(disk, directory, state, log);
        log.opened(shelf.tally(), state.booksLost(), state.damaged());
    }

    /** @throws IOException when another process has it, or it cannot be read; the message says what to do */
    static SnapshotOutbox open(Path directory, Keeping keeping, Disk disk, Lanes lanes, DeliveryLog log)
            throws IOException {
        DirectoryLock lock = lock(directory);
        boolean opened = false;
        try {
            SnapshotOutbox outbox = new SnapshotOutbox(directory, keeping, disk, lanes, log, lock);
            outbox.shelf.segments().forEach(outbox.shelf::flush);
            outbox.retireSettled();
            opened = true;
            return outbox;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private static DirectoryLock lock(Path directory) throws IOException {
        try {
            Files.createDirectories(directory);
            return DirectoryLock.take(directory);
        } catch (FileSystemException e) {
            throw new IOException(
                    "the outbox needs a directory to write in, and DATA_DIR gives it " + directory + ": " + e, e);
        }
    }

    private final class Alive implements SegmentLoader.Found {

        @Override
        public void waiting(AuctionId auction, long number) {
            lanes.add(auction, number);
        }

        @Override
        public void setAside(long number, int status, int size) {
            setAside.add(number, status, size);
        }
    }

    // --- in

    /**
     * Puts the first entries on disk, as many as go into one segment and at least one, with one force. Returns how many;
     * those are kept whatever happens from here on. After a failure none of them is.
     */
    int append(List<Entry> entries, Instant now) throws IOException {
        makeRoom(entries.get(0).body().size());
        try {
            SegmentWriter to = writer(now);
            int written = to.append(entries, segmentBytes);
            shelf.grown(to.segment(), written);
            for (int i = 0; i < written; i++) {
                lanes.add(entries.get(i).auction(), next + i);
            }
            next += written;
            return written;
        } catch (IOException e) {
            failedAppends++;
            abandonWriter();
            throw e;
        } finally {
            bytes = shelf.bytes();
            shelf.saveIfStale(unlistedFrom());
        }
    }

    private SegmentWriter writer(Instant now) throws IOException {
        if (writer != null && (writer.bytes() >= segmentBytes || outdated(writer, now))) {
            closeWriter();
        }
        if (writer == null) {
            writer = SegmentWriter.create(disk, directory, next, now);
            shelf.changed();
        }
        return writer;
    }

    private boolean outdated(SegmentWriter writer, Instant now) {
        return writer.since().plus(segmentSpan).isBefore(now);
    }

    private void closeWriter() throws IOException {
        SegmentWriter closing = writer;
        writer = null;
        if (closing != null) {
            shelf.changed();
            closing.close();
            retireSettled();
        }
    }

    private void abandonWriter() {
        if (writer != null) {
            writer.abandon();
            writer = null;
            shelf.changed();
        }
    }

    private long unlistedFrom() {
        return writer == null ? next : writer.segment().first();
    }

    /** Notes snapshots that were never written. */
    void lost(int number) {
        shelf.lost(number);
    }

    // --- the minute that is not over

    /** Keeps the minute so far, should this process end before the minute does. */
    void draft(List<AuctionMinute> minute) {
        shelf.attempt("draft", () -> drafts.save(minute, next));
    }

    void clearDraft() {
        shelf.attempt("draft", drafts::clear);
    }

    /** What the last run had sampled of its last minute and did not come to append. */
    List<Entry> unfinished() {
        List<Entry> unfinished = new ArrayList<>();
        shelf.attempt("draft", () -> unfinished.addAll(drafts.unfinished(shelf.segments())));
        return unfinished;
    }

    // --- out

    /**
     * Lends a snapshot for sending, until {@link #posted}, {@link #setAside} or {@link #giveBack}. Nothing, if it is
     * found to be damaged: then it is dropped.
     */
    Optional<Parcel> lend(long number) throws IOException {
        Segment segment = shelf.of(number);
        Optional<Parcel> parcel = segment.read(number);
        if (parcel.isPresent()) {
            segment.lend();
        } else {
            settle(number, Fate.DAMAGED, 0, "");
            log.dropped(Fate.DAMAGED, 1);
        }
        return parcel;
    }

    void giveBack(long number) {
        shelf.of(number).giveBack();
    }

    /** The backend has it. */
    void posted(long number) {
        giveBack(number);
        settle(number, Fate.POSTED, 0, "");
    }

    /** The backend refused it for good. */
    void setAside(Parcel parcel, int status, String reason) {
        giveBack(parcel.number());
        setAside.add(parcel.number(), status, parcel.size());
        settle(parcel.number(), Fate.SET_ASIDE, status, reason);
    }

    /** The oldest one that was set aside with such a status waits again; its number. */
    OptionalLong retryOldest(IntPredicate status) {
        OptionalLong oldest = setAside.oldest(status);
        oldest.ifPresent(this::retry);
        return oldest;
    }

    /** All that were set aside with such a status wait again; how many. */
    int retryAll(IntPredicate status) {
        List<Long> numbers = setAside.newestFirst(status);
        numbers.forEach(this::retry);
        return numbers.size();
    }

    private void retry(long number) {
        Segment segment = shelf.of(number);
        shelf.attempt("set-aside snapshot", () -> {
            Optional<Parcel> parcel = segment.read(number);
            setAside.remove(number);
            settle(number, parcel.isPresent() ? Fate.WAITING : Fate.DAMAGED, 0, "");
            parcel.ifPresentOrElse(
                    found -> lanes.add(found.entry().auction(), number), () -> log.dropped(Fate.DAMAGED, 1));
        });
    }

    private void settle(long number, Fate fate, int status, String reason) {
        shelf.settle(new Mark(number, fate, status), reason);
        Segment segment = shelf.of(number);
        if (segment.settled() && complete(segment)) {
            shelf.retire(List.of(segment), unlistedFrom());
        }
    }

    private boolean complete(Segment segment) {
        return writer == null || segment != writer.segment();
    }

    // --- bounds

    /** What is to be done every few seconds: drop what is too old or too much, and write what could not be written. */
    void keepHouse(Instant now) {
        if (writer != null && outdated(writer, now)) {
            shelf.attempt("segment", this::closeWriter);
        }
        retireSettled();
        for (Segment segment : shelf.segments()) {
            shelf.flush(segment);
            if (complete(segment) && !segment.lent()) {
                if (segment.newest().plus(keeping.maxAge()).isBefore(now)) {
                    drop(segment, Fate.TOO_OLD);
                } else if (segment.wasteful()) {
                    shelf.attempt("segment", segment::compact);
                }
            }
        }
        boundSetAside();
        bytes = shelf.bytes();
        shelf.saveIfStale(unlistedFrom());
    }

    private void makeRoom(int size) {
        long allowed = keeping.maxBytes() - segmentBytes - size;
        long held = shelf.bytes();
        for (Segment segment : shelf.segments()) {
            if (held > allowed && complete(segment) && !segment.lent()) {
                held -= segment.bytes();
                drop(segment, Fate.TOO_MANY);
            }
        }
    }

    private void drop(Segment segment, Fate why) {
        long dropped = segment.tally().alive();
        lanes.removeRange(segment.first(), segment.end());
        setAside.removeRange(segment.first(), segment.end());
        shelf.writeOff(segment, why);
        shelf.retire(List.of(segment), unlistedFrom());
        log.dropped(why, dropped);
    }

    private void boundSetAside() {
        int dropped = 0;
        while (setAside.bytes() > keeping.setAsideMaxBytes()) {
            long oldest = setAside.oldest(any -> true).orElseThrow();
            setAside.remove(oldest);
            settle(oldest, Fate.TOO_MANY, 0, "");
            dropped++;
        }
        if (dropped > 0) {
            log.setAsideDropped(dropped);
        }
    }

    private void retireSettled() {
        shelf.retire(
                shelf.segments().stream()
                        .filter(segment -> segment.settled() && complete(segment))
                        .toList(),
                unlistedFrom());
        bytes = shelf.bytes();
    }

    // --- books and end

    long sampled() {
        return shelf.sampled();
    }

    Tally tally() {
        return shelf.tally();
    }

    long bytes() {
        return bytes;
    }

    long failedWrites() {
        return failedAppends + shelf.failures();
    }

    /** Leaves the directory to the next run. */
    void close() {
        try {
            shelf.attempt("segment", this::closeWriter);
            shelf.segments().forEach(shelf::flush);
            shelf.saveIfStale(unlistedFrom());
        } finally {
            shelf.attempt("lock", lock::close);
        }
    }
}

package dev.turnout.socket.delivery;

import static java.nio.file.StandardOpenOption.READ;

import dev.turnout.socket.delivery.Marks.Mark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Consecutive snapshots in one file, and what has become of each. In memory: 5 bytes for a snapshot, never its body.
 *
 * <p>Files: {@code <first number>.log} with a frame for each snapshot, {@code <first number>.marks} beside it.
 */
final class Segment {

    /** More numbers than any segment has; a number further off than this is spoilt. */
    static final int MAX_COUNT = 1 << 24;

    private static final int ABSENT = -1;

    private final Disk disk;
    private final Path file;
    private final Marks marks;
    private final long first;
    private final Tally tally = new Tally();
    private int[] offsets = new int[64];
    private byte[] fates = new byte[64];
    private int count;
    private int frames;
    private int lent;
    private long bytes;
    private Instant newest = Instant.MIN;

    Segment(Disk disk, Path directory, long first) {
        this.disk = disk;
        this.first = first;
        this.file = directory.resolve(fileName(first));
        this.marks = new Marks(disk, marksBeside(file));
        clear(0);
    }

    static String fileName(long first) {
        return String.format(Locale.ROOT, "%019d.log", first);
    }

    static Path marksBeside(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(".log", ".marks"));
    }

    long first() {
        return first;
    }

    /** The first number behind this segment. */
    long end() {
        return first + count;
    }

    int count() {
        return count;
    }

    Tally tally() {
        return tally;
    }

    Path file() {
        return file;
    }

    Marks marks() {
        return marks;
    }

    long bytes() {
        return bytes + marks.bytes();
    }

    /** The latest minute in it. */
    Instant newest() {
        return newest;
    }

    boolean settled() {
        return tally.alive() == 0;
    }

    Fate fate(long number) {
        return Fate.of(fates[index(number)]);
    }

    void lend() {
        lent++;
    }

    void giveBack() {
        lent--;
    }

    /** Whether a snapshot of it is with the sender. */
    boolean lent() {
        return lent > 0;
    }

    // --- growing, while it is written or loaded

    void setBytes(long bytes) {
        this.bytes = bytes;
    }

    /** Notes where the frame of a snapshot lies. */
    void place(long number, int offset, Instant minute) {
        int index = grownIndex(number);
        offsets[index] = offset;
        frames++;
        if (minute.isAfter(newest)) {
            newest = minute;
        }
    }

    boolean present(long number) {
        return index(number) < offsets.length && offsets[index(number)] != ABSENT;
    }

    /** Notes a fate without writing it down. */
    void recall(long number, Fate fate) {
        int index = grownIndex(number);
        fates[index] = (byte) fate.letter;
    }

    /** The fate that was recalled, also of a number that the segment has not been extended to. */
    Fate noted(long number) {
        int index = grownIndex(number);
        return Fate.of(fates[index]);
    }

    /** From now on it has the snapshots below this number. */
    void extendTo(long end) {
        for (long number = end(); number < end; number++) {
            tally.add(noted(number), 1);
        }
        count = index(end);
    }

    private int index(long number) {
        return (int) (number - first);
    }

    private int grownIndex(long number) {
        int index = index(number);
        if (index >= offsets.length) {
            int old = offsets.length;
            int larger = Math.max(index + 1, old + old / 2);
            offsets = Arrays.copyOf(offsets, larger);
            fates = Arrays.copyOf(fates, larger);
            clear(old);
        }
        return index;
    }

    private void clear(int from) {
        Arrays.fill(offsets, from, offsets.length, ABSENT);
        Arrays.fill(fates, from, fates.length, (byte) Fate.WAITING.letter);
    }

    // --- what happens to the snapshots

    /** Notes a new fate in memory and beside the file. */
    void settle(Mark mark, String reason) {
        tally.move(fate(mark.number()), mark.fate());
        recall(mark.number(), mark.fate());
        marks.write(mark, reason);
    }

    /** Reads a snapshot; nothing, if its bytes are no longer what was written. */
    Optional<Parcel> read(long number) throws IOException {
        if (!present(number)) {
            return Optional.empty();
        }
        int offset = offsets[index(number)];
        try (FileChannel channel = disk.open(file, READ)) {
            ByteBuffer header = ByteBuffer.allocate(Frames.HEADER);
            Disk.fill(channel, header, offset);
            int length = Frames.length(header.flip(), 0);
            if (length < 0) {
                return Optional.empty();
            }
            ByteBuffer frame = ByteBuffer.allocate(Frames.HEADER + length);
            Disk.fill(channel, frame, offset);
            return Frames.payload(frame.flip(), 0).map(Parcel::read).filter(parcel -> parcel.number() == number);
        }
    }

    // --- room

    /** Whether most of the file is snapshots that nobody needs any more. */
    boolean wasteful() {
        return tally.alive() * 2 < frames;
    }

    /** Keeps of the file only what is alive. The marks tell of the rest and therefore go to disk first. */
    void compact() throws IOException {
        marks.force();
        ByteBuffer old = disk.read(file);
        ByteBuffer slim = ByteBuffer.allocate(old.limit());
        int[] moved = new int[offsets.length];
        Arrays.fill(moved, ABSENT);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Optional<ByteBuffer> payload =
                    offsets[i] != ABSENT && Fate.of(fates[i]).alive()
                            ? Frames.payload(old, offsets[i])
                            : Optional.empty();
            if (payload.isPresent()) {
                moved[i] = slim.position();
                Frames.put(slim, out -> out.put(payload.get()));
                kept++;
            }
        }
        disk.replace(file, slim.flip());
        offsets = moved;
        frames = kept;
        bytes = slim.limit();
    }

    void delete() throws IOException {
        disk.delete(file);
        marks.delete();
    }
}

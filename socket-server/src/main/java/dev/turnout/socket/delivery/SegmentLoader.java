package dev.turnout.socket.delivery;

import static java.nio.file.StandardOpenOption.WRITE;

import dev.turnout.model.AuctionId;
import dev.turnout.socket.delivery.Marks.Mark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Reads a segment that an earlier run has left, checks every byte of it, and says what it holds. */
final class SegmentLoader {

    /** For the end of a segment of which only its files can tell. */
    static final long UNKNOWN = -1;

    /** Is told what is still alive, in order. */
    interface Found {
        void waiting(AuctionId auction, long number);

        void setAside(long number, int status, int bytes);
    }

    private final Disk disk;
    private final Segment segment;
    private final long end;
    private final Found found;
    private final Map<Long, Integer> statuses = new HashMap<>();
    private long next;
    private long marked;
    private int damaged;

    /** @param end the number behind its last, or {@link #UNKNOWN} */
    SegmentLoader(Disk disk, Path directory, long first, long end, Found found) {
        this.disk = disk;
        this.segment = new Segment(disk, directory, first);
        this.end = end;
        this.found = found;
        this.next = first;
    }

    Segment load() throws IOException {
        try {
            loadMarks();
            loadFrames();
        } catch (IOException e) {
            throw new IOException(
                    "cannot read " + segment.file() + "; move it away to start without its snapshots: " + e, e);
        }
        writeOffWhatIsMissing();
        return segment;
    }

    /** Snapshots that were found to be missing or spoilt, and were not known to be. */
    int damaged() {
        return damaged;
    }

    private void loadMarks() throws IOException {
        segment.marks().load(mark -> {
            if (plausible(mark.number())) {
                segment.recall(mark.number(), mark.fate());
                statuses.put(mark.number(), mark.status());
                marked = Math.max(marked, mark.number() + 1);
            }
        });
    }

    private void loadFrames() throws IOException {
        ByteBuffer file = disk.read(segment.file());
        segment.setBytes(file.limit());
        int whole = Frames.scan(file, this::frame);
        if (end == UNKNOWN) {
            int lost = Frames.lostBehind(file, whole);
            tidy(file, lost == 0 ? whole : file.limit());
            segment.extendTo(Math.max(marked, next + lost));
        } else {
            segment.extendTo(end);
        }
    }

    /**
     * A write that was cut short was promised to nobody, so its rest is cut off. What is taken over is forced to disk,
     * as the run that wrote it may not have come to do so.
     */
    private void tidy(ByteBuffer file, int whole) throws IOException {
        if (file.hasRemaining()) {
            try (FileChannel channel = disk.open(segment.file(), WRITE)) {
                channel.truncate(whole);
                channel.force(false);
            }
            segment.setBytes(whole);
        }
    }

    private boolean plausible(long number) {
        return number >= segment.first()
                && number - segment.first() < Segment.MAX_COUNT
                && (end == UNKNOWN || number < end);
    }

    private void frame(int at, ByteBuffer payload) {
        long number = Parcel.number(payload);
        if (number < next || !plausible(number)) {
            return;
        }
        next = number + 1;
        segment.place(number, at, Parcel.minute(payload));
        Fate fate = segment.noted(number);
        if (fate == Fate.WAITING) {
            found.waiting(Parcel.auction(payload), number);
        } else if (fate == Fate.SET_ASIDE) {
            found.setAside(number, statuses.getOrDefault(number, 0), payload.remaining());
        }
    }

    private void writeOffWhatIsMissing() {
        for (long number = segment.first(); number < segment.end(); number++) {
            if (!segment.present(number) && segment.fate(number).alive()) {
                segment.settle(new Mark(number, Fate.DAMAGED, 0), "");
                damaged++;
            }
        }
    }
}

package dev.turnout.socket.delivery;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Appends to the newest segment.
 *
 * <p>After a failed write or force nobody knows what of it is on disk, and a second force may claim success for what the
 * first one lost. So a writer that failed is abandoned, and what it was given is written to a new file.
 */
final class SegmentWriter {

    private final Disk disk;
    private final Path directory;
    private final Instant since;
    private final Segment segment;
    private final FileChannel channel;
    private int written;

    private SegmentWriter(Disk disk, Path directory, Segment segment, FileChannel channel, Instant since) {
        this.disk = disk;
        this.directory = directory;
        this.segment = segment;
        this.channel = channel;
        this.since = since;
    }

    /** A file of this name can only be what an earlier attempt left, without anything that was promised to be kept. */
    static SegmentWriter create(Disk disk, Path directory, long first, Instant now) throws IOException {
        Segment segment = new Segment(disk, directory, first);
        FileChannel channel = disk.open(segment.file(), CREATE, WRITE, TRUNCATE_EXISTING);
        return new SegmentWriter(disk, directory, segment, channel, now);
    }

    Segment segment() {
        return segment;
    }

    Instant since() {
        return since;
    }

    int bytes() {
        return written;
    }

    /** Writes as many of the entries as fit below {@code most} bytes, at least one, and returns when they are on disk. */
    int append(List<Entry> entries, int most) throws IOException {
        List<Parcel> parcels = fitting(entries, most - written);
        int size = parcels.stream().mapToInt(SegmentWriter::frame).sum();
        ByteBuffer chunk = ByteBuffer.allocate(size);
        parcels.forEach(parcel -> Frames.put(chunk, parcel::writeTo));
        Disk.write(channel, chunk.flip());
        channel.force(false);
        if (written == 0) {
            disk.syncDirectory(directory);
        }
        note(parcels);
        return parcels.size();
    }

    private List<Parcel> fitting(List<Entry> entries, int room) {
        List<Parcel> parcels = new ArrayList<>();
        int size = 0;
        for (Entry entry : entries) {
            Parcel parcel = new Parcel(segment.end() + parcels.size(), entry);
            size += frame(parcel);
            if (size > room && !parcels.isEmpty()) {
                break;
            }
            parcels.add(parcel);
        }
        return parcels;
    }

    private static int frame(Parcel parcel) {
        return Frames.HEADER + parcel.size();
    }

    private void note(List<Parcel> parcels) {
        for (Parcel parcel : parcels) {
            segment.place(parcel.number(), written, parcel.entry().minute());
            segment.extendTo(parcel.number() + 1);
            written += frame(parcel);
        }
        segment.setBytes(written);
    }

    /** Gives up after a failure; what was appended before stays, the rest is cut off if the disk lets us. */
    void abandon() {
        try (channel) {
            channel.truncate(written);
            if (written == 0) {
                segment.delete();
            }
        } catch (IOException e) {
            // Nothing depends on it: numbers behind the last promised one are passed over when the file is read.
            segment.setBytes(written);
        }
    }

    void close() throws IOException {
        channel.close();
    }
}

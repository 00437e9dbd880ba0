package dev.turnout.socket.delivery;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * What has become of a segment's snapshots: a file beside it, one frame for each change, the last one holds.
 *
 * <p>Not forced to disk: a mark survives the process at once, a power cut within seconds. Where one is lost the snapshot
 * is sent again, and the backend knows it already. Marks that the disk refuses stay in memory until it takes them.
 */
final class Marks {

    private static final int FIXED = 11;
    static final int MAX_REASON = 200;

    private final Disk disk;
    private final Path file;
    private ByteBuffer unwritten = ByteBuffer.allocate(0);
    private long bytes;

    Marks(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** @param status the HTTP status that a set-aside snapshot was refused with, else 0 */
    record Mark(long number, Fate fate, int status) {}

    void load(Consumer<Mark> consumer) throws IOException {
        ByteBuffer content = disk.read(file);
        bytes = content.limit();
        Frames.scan(content, (at, payload) -> {
            Fate fate = Fate.of(payload.get());
            consumer.accept(new Mark(payload.getLong(), fate, payload.getShort()));
        });
    }

    /** @param reason why it was refused, for whoever reads the file; at most {@link #MAX_REASON} characters are kept */
    void write(Mark mark, String reason) {
        byte[] text = reason.substring(0, Math.min(reason.length(), MAX_REASON)).getBytes(StandardCharsets.UTF_8);
        ByteBuffer grown = ByteBuffer.allocate(unwritten.remaining() + Frames.HEADER + FIXED + text.length);
        grown.put(unwritten);
        Frames.put(
                grown,
                out -> out.put((byte) mark.fate().letter)
                        .putLong(mark.number())
                        .putShort((short) mark.status())
                        .put(text));
        unwritten = grown.flip();
    }

    /** Hands what is unwritten to the system; a part written twice does no harm, a mark that is cut is passed over. */
    void flush() throws IOException {
        flush(false);
    }

    /** Puts all marks on disk. */
    void force() throws IOException {
        flush(true);
    }

    private void flush(boolean force) throws IOException {
        if (!unwritten.hasRemaining() && !(force && bytes > 0)) {
            return;
        }
        try (FileChannel channel = disk.open(file, CREATE, WRITE, APPEND)) {
            Disk.write(channel, unwritten.duplicate());
            if (force) {
                channel.force(false);
            }
        }
        bytes += unwritten.remaining();
        unwritten = ByteBuffer.allocate(0);
    }

    long bytes() {
        return bytes;
    }

    void delete() throws IOException {
        disk.delete(file);
    }
}

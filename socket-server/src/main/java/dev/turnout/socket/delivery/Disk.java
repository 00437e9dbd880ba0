package dev.turnout.socket.delivery;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The few file operations on which the outbox's promise rests. Not final, so that tests can let each of them fail or
 * stop half-way.
 *
 * <p>The thread that calls must not be interrupted: that closes the channel.
 */
class Disk {

    /** A channel copies through a direct buffer as large as what it is given; slices keep that small. */
    private static final int SLICE = 256 << 10;

    FileChannel open(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, options);
    }

    /** Puts names made, renamed or removed in the directory on disk. */
    void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = open(directory, READ)) {
            channel.force(true);
        }
    }

    void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Whoever reads the file finds the old content or the new, also after a power cut. */
    void replace(Path file, ByteBuffer content) throws IOException {
        prepare(file, content, true);
        move(scratch(file), file);
        syncDirectory(directoryOf(file));
    }

    /** As {@link #replace}, without waiting for the disk: holds when the process is killed, not when power fails. */
    void replaceSoon(Path file, ByteBuffer content) throws IOException {
        prepare(file, content, false);
        move(scratch(file), file);
    }

    private void prepare(Path file, ByteBuffer content, boolean force) throws IOException {
        try (FileChannel channel = open(scratch(file), CREATE, WRITE, TRUNCATE_EXISTING)) {
            write(channel, content);
            if (force) {
                channel.force(false);
            }
        } catch (IOException e) {
            // What may have failed for want of room must not take up room.
            delete(scratch(file));
            throw e;
        }
    }

    private static Path scratch(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    private static Path directoryOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    static void write(FileChannel channel, ByteBuffer content) throws IOException {
        while (content.hasRemaining()) {
            ByteBuffer slice = content.slice(content.position(), Math.min(SLICE, content.remaining()));
            channel.write(slice);
            content.position(content.position() + slice.position());
        }
    }

    /** The whole file, or nothing if there is none. */
    ByteBuffer read(Path file) throws IOException {
        try (FileChannel channel = open(file, READ)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(channel.size()));
            fill(channel, content, 0);
            return content.flip();
        } catch (NoSuchFileException e) {
            return ByteBuffer.allocate(0);
        }
    }

    /** Fills the buffer from this position of the file, or as far as the file goes. */
    static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        int limit = buffer.limit();
        while (buffer.position() < limit) {
            buffer.limit(Math.min(limit, buffer.position() + SLICE));
            int read = channel.read(buffer, from + buffer.position());
            buffer.limit(limit);
            if (read < 0) {
                return;
            }
        }
    }
}

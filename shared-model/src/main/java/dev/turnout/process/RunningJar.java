package dev.turnout.process;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The jar that this process was started from. Classes are read from it when they are first needed, so they are not found
 * any more once it was overwritten ({@code cp}, {@code scp}). A file that was moved into its place ({@code mv}) does no
 * harm: the process goes on reading the old one.
 */
final class RunningJar {

    /** The directory of a zip file is at its end, and differs between two builds. */
    private static final int COMPARED_BYTES = 64 * 1024;

    private record Version(@Nullable Object inode, FileTime changed, long size) {}

    private final Path file;
    private final byte[] end;
    private final @Nullable Object inode;
    private Version known;

    RunningJar(Path file) throws IOException {
        this.file = file;
        this.end = end();
        this.known = version();
        this.inode = known.inode();
    }

    /** Empty when the class was not loaded from a file, for example in tests. */
    static Optional<RunningJar> of(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            Path file = source == null ? null : Path.of(source.getLocation().toURI());
            return file != null && Files.isRegularFile(file) ? Optional.of(new RunningJar(file)) : Optional.empty();
        } catch (URISyntaxException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Version version() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new Version(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }

    private byte[] end() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate((int) Math.min(COMPARED_BYTES, channel.size()));
            channel.position(channel.size() - last.capacity());
            while (last.hasRemaining() && channel.read(last) >= 0) {
                // until all is read
            }
            return last.array();
        }
    }

    /** Whether other bytes were written to the file. Those that only change its time, such as backups, do no harm. */
    boolean wasOverwritten() {
        Version before = known;
        try {
            known = version();
            return Objects.equals(inode, known.inode()) // else that of a file which was moved into its place
                    && !before.equals(known)
                    && (before.size() != known.size() || !Arrays.equals(end, end()));
        } catch (IOException e) {
            return false; // removed: this process still has it open
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

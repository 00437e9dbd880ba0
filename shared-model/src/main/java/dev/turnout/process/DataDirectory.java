package dev.turnout.process;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory in which one server process keeps its files. A file lock keeps a second process out; the operating
 * system releases it however the process ends. Only the owner may read the files.
 */
public final class DataDirectory implements Closeable {

    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_DIRECTORY = PosixFilePermissions.fromString("rwx------");

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Creates the directory if it is missing, and locks it.
     *
     * @throws IOException with a reason for the operator: the directory cannot be written, or another process uses it
     */
    public static DataDirectory open(Path path) throws IOException {
        try {
            createDirectories(path);
            Path file = path.resolve(LOCK);
            FileChannel channel = FileChannel.open(file, Set.of(CREATE, WRITE), attributes(file, OWNER_FILE));
            if (isLocked(channel)) {
                return new DataDirectory(path, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new IOException("cannot write to " + path + " (DATA_DIR): " + reason(e), e);
        }
        throw new IOException(path + " (DATA_DIR) is used by another process: stop it, or set another DATA_DIR");
    }

    /**
     * Path of a file in this directory that exists and that only the owner may read and write.
     *
     * @throws IOException with a reason for the operator, for example a file that was restored by another user
     */
    public Path privateFile(String name) throws IOException {
        Path file = path.resolve(name);
        createPrivate(file);
        return file;
    }

    private static void createDirectories(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        Path parent = path.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectory(path, attributes(path, OWNER_DIRECTORY));
    }

    private static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, attributes(file, OWNER_FILE));
        } catch (FileAlreadyExistsException e) {
            if (isPosix(file)) {
                makePrivate(file);
            }
        }
    }

    private static void makePrivate(Path file) throws IOException {
        try {
            Files.setPosixFilePermissions(file, OWNER_FILE);
        } catch (IOException e) {
            throw notPrivate(file, e);
        }
    }

    /** Only its owner may set the permissions of a file. */
    static IOException notPrivate(Path file, IOException cause) throws IOException {
        return new IOException(
                "cannot use " + file + ": it belongs to the user " + Files.getOwner(file)
                        + ", not to the one that runs this server; change that with chown (" + reason(cause) + ")",
                cause);
    }

    private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String reason(IOException e) {
        return e.getClass().getSimpleName() + " " + e.getMessage();
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

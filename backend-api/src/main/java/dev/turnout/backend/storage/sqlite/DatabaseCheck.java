package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database can be read and written. An open SQLite connection does not notice by itself that its file was
 * deleted or replaced: it continues with a file that is gone after the next start.
 */
final class DatabaseCheck {

    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    private final SqliteDatabase database;
    private final Path file;
    private @Nullable Object openedFile;
    private volatile boolean damaged;

    DatabaseCheck(SqliteDatabase database, Path file) {
        this.database = database;
        this.file = file;
    }

    /** Remembers which file was opened. */
    void opened() {
        openedFile = fileKey();
    }

    /** A request has met a damaged page. The pages that this check reads may be intact. */
    void foundDamage() {
        damaged = true;
    }

    /** @throws StorageException with the cause, without the path */
    void run() {
        checkFile();
        if (damaged || !hasHeader()) {
            throw new StorageException(SqliteFailure.DAMAGED, null);
        }
        writeAndRead();
    }

    /** What is written to a file that is gone is lost. */
    void checkFile() {
        if (!Files.exists(file)) {
            throw new StorageException("the database file was deleted; restore it and restart", null);
        }
        if (!Objects.equals(openedFile, fileKey())) {
            throw new StorageException("the database file was replaced while the server runs; restart", null);
        }
    }

    /** Writes the first page with the content it has, so that a full disk and a read-only file are noticed. */
    private void writeAndRead() {
        int unused = database.write(handle -> {
            int version = handle.createQuery("PRAGMA user_version")
                    .mapTo(Integer.class)
                    .one();
            return handle.execute("PRAGMA user_version = " + version);
        });
        unused = database.read(handle -> handle.createQuery("SELECT count(*) FROM auction")
                .mapTo(Integer.class)
                .one());
    }

    private @Nullable Object fileKey() {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            throw new StorageException("the database file cannot be read", e);
        }
    }

    private boolean hasHeader() {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(HEADER.length), HEADER);
        } catch (IOException e) {
            throw new StorageException("the database file cannot be read", e);
        }
    }
}

package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.Storage;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** A database file; its address is {@code sqlite:} and the path. */
public record SqliteFile(Path path) implements DatabaseUrl {

    /** Name of the database file in the data directory. */
    public static final String NAME = "backend-api.db";

    private static final String SCHEME = "sqlite:";

    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /** @throws IllegalArgumentException with the reason */
    public static SqliteFile parse(String text) {
        try {
            return new SqliteFile(Path.of(text.substring(SCHEME.length())));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + text + "' does not contain a path", e);
        }
    }

    public static SqliteFile in(Path dataDir) {
        return new SqliteFile(dataDir.resolve(NAME));
    }

    @Override
    public Storage storage(Duration retention) {
        return storageToCopy();
    }

    @Override
    public Storage storageToCopy() {
        return new SqliteStorage(this);
    }

    @Override
    public boolean isSameDatabase(DatabaseUrl other) {
        return other instanceof SqliteFile file && real(path).equals(real(file.path));
    }

    /** Whether the files are in one directory, which only one process can lock. */
    public boolean isInSameDirectory(SqliteFile other) {
        return Objects.equals(real(path).getParent(), real(other.path).getParent());
    }

    /** The path without links; of a file that is missing the directory's, if that exists. */
    private static Path real(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            Path parent = absolute.getParent();
            return parent == null ? absolute : real(parent).resolve(absolute.getFileName());
        }
    }

    @Override
    public String toString() {
        return SCHEME + path;
    }
}

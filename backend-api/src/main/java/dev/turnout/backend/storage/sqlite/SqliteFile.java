package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.DatabaseUrl;
import dev.turnout.backend.storage.Storage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

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
        return new SqliteStorage(this);
    }

    @Override
    public String toString() {
        return SCHEME + path;
    }
}

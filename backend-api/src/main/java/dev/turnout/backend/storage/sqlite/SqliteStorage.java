package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.sql.SqlStorage;
import java.nio.file.Path;

/** {@link dev.turnout.backend.storage.Storage} in the SQLite file {@code backend-api.db}. */
public final class SqliteStorage extends SqlStorage {

    /** Name of the database file in the data directory. */
    public static final String FILE = "backend-api.db";

    public SqliteStorage(Path dataDir) {
        super(new SqliteDatabase(dataDir.resolve(FILE)));
    }
}

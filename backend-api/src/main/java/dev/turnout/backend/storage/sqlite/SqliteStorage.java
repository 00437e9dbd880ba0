package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.sql.SqlStorage;
import java.nio.file.Path;

/** {@link dev.turnout.backend.storage.Storage} in a SQLite file. */
public final class SqliteStorage extends SqlStorage {

    public SqliteStorage(Path dataDir) {
        this(SqliteFile.in(dataDir));
    }

    SqliteStorage(SqliteFile file) {
        super(new SqliteDatabase(file.path()));
    }
}

package dev.turnout.backend.storage.postgres;

import dev.turnout.backend.storage.sql.SqlStorage;

/** {@link dev.turnout.backend.storage.Storage} in PostgreSQL. */
public final class PostgresStorage extends SqlStorage {

    public PostgresStorage(PostgresUrl url) {
        super(new PostgresDatabase(url));
    }
}

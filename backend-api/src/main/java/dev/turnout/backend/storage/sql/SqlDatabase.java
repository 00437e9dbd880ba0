package dev.turnout.backend.storage.sql;

import dev.turnout.backend.storage.StorageException;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The connections to one database. Any thread. */
public interface SqlDatabase {

    /** A piece of work on one connection, within one transaction. */
    interface Work<R extends @Nullable Object> {
        R run(Handle handle) throws SQLException;
    }

    /** Connects and migrates the tables to the current version. */
    void open();

    /** @throws StorageException with the cause when the database cannot be read and written */
    void check();

    <R extends @Nullable Object> R read(Work<R> work);

    /** At most one call at a time is executed; the others wait. */
    <R extends @Nullable Object> R write(Work<R> work);

    /** Whether a failure was caused by the values and not by the state of the database. */
    boolean isAboutTheData(StorageException failure);

    SqlDialect dialect();

    void close();
}

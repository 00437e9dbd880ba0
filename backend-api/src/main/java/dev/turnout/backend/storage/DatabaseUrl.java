package dev.turnout.backend.storage;

import java.time.Duration;

/** The address of a database. Its text contains no password. */
public interface DatabaseUrl {

    /**
     * The storage at this address, not started.
     *
     * @param retention how long snapshots are kept, for a database that deletes them by itself
     */
    Storage storage(Duration retention);

    /** Like {@link #storage}, for a copy out of the database: when it deletes snapshots by itself is not changed. */
    Storage storageToCopy();

    /** Whether the other address is known to lead to the same database, whatever user and options they have. */
    boolean isSameDatabase(DatabaseUrl other);
}

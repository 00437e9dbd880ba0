package dev.turnout.backend.storage;

import org.jspecify.annotations.Nullable;

/**
 * The database failed: disk full, file gone or damaged, too busy. Whether the call has changed something is not known when
 * the connection was lost during it, or when the database has no transactions.
 */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    public StorageException(String message) {
        this(message, null);
    }
}

package dev.turnout.backend.storage;

/** The database did not do what it was asked: disk full, file gone, too busy. Nothing was changed; try again. */
public final class StorageException extends RuntimeException {

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}

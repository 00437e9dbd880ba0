package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.StorageException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Names the reason of a failure of SQLite, without any value that was to be stored. */
final class SqliteFailure {

    static final String DAMAGED = "the database file is damaged; restore it and restart";

    private static final String BUSY = "the database is busy";
    private static final int PRIMARY_CODE = 0xff;

    private SqliteFailure() {}

    static StorageException of(Exception failure) {
        return new StorageException(reason(failure), failure);
    }

    private static String reason(Exception failure) {
        if (failure.getCause() instanceof SQLTransientConnectionException) {
            return BUSY; // the pool had no free connection in time
        }
        int code = code(failure).orElse(SQLiteErrorCode.SQLITE_ERROR.code);
        if (is(code, SQLiteErrorCode.SQLITE_FULL)) {
            return "the disk of the database is full";
        }
        if (isDamage(failure)) {
            return DAMAGED;
        }
        if (is(code, SQLiteErrorCode.SQLITE_READONLY) || is(code, SQLiteErrorCode.SQLITE_PERM)) {
            return "the database file is read-only";
        }
        if (is(code, SQLiteErrorCode.SQLITE_IOERR) || is(code, SQLiteErrorCode.SQLITE_CANTOPEN)) {
            return "the disk of the database reports an input/output error";
        }
        if (is(code, SQLiteErrorCode.SQLITE_BUSY) || is(code, SQLiteErrorCode.SQLITE_LOCKED)) {
            return BUSY;
        }
        return "the database failed: " + failure.getMessage();
    }

    static boolean isDamage(Throwable failure) {
        int code = code(failure).orElse(SQLiteErrorCode.SQLITE_ERROR.code);
        return is(code, SQLiteErrorCode.SQLITE_CORRUPT) || is(code, SQLiteErrorCode.SQLITE_NOTADB);
    }

    /** Whether the failure was caused by the values and not by the state of the database. */
    static boolean isAboutTheData(StorageException failure) {
        int code = code(failure).orElse(SQLiteErrorCode.SQLITE_ERROR.code);
        return is(code, SQLiteErrorCode.SQLITE_CONSTRAINT)
                || is(code, SQLiteErrorCode.SQLITE_TOOBIG)
                || is(code, SQLiteErrorCode.SQLITE_MISMATCH);
    }

    private static Optional<Integer> code(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLiteException sqlite) {
                return Optional.of(sqlite.getResultCode().code);
            }
        }
        return Optional.empty();
    }

    private static boolean is(int code, SQLiteErrorCode expected) {
        return (code & PRIMARY_CODE) == expected.code;
    }
}

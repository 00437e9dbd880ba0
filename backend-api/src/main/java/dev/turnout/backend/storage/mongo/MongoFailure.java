package dev.turnout.backend.storage.mongo;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import dev.turnout.backend.storage.StorageException;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Names the reason of a failure of MongoDB, without any value that was to be stored. */
final class MongoFailure {

    private static final int DUPLICATE_KEY = 11_000;

    private static final String UNREACHABLE = "the database server cannot be reached";

    private static final Map<Integer, String> REASONS = Map.of(
            13, "the database server refuses an operation to this user",
            18, "the database server refuses user or password",
            91, "the database server is stopping",
            189, "the database server is not the primary any more",
            10107, "the database server is not the primary any more",
            11600, "the database server is stopping",
            14031, "the disk of the database server is full");

    private MongoFailure() {}

    /** Runs a piece of work and turns a failure of the database into a {@link StorageException}. */
    static <R extends @Nullable Object> R translated(Supplier<R> work) {
        try {
            return work.get();
        } catch (MongoException e) {
            throw new StorageException(reason(e), e);
        }
    }

    /** Like {@link #translated}, without a result. */
    static void translate(Runnable work) {
        boolean unused = translated(() -> {
            work.run();
            return true;
        });
    }

    static String reason(MongoException failure) {
        if (failure instanceof MongoSecurityException) {
            return REASONS.getOrDefault(18, UNREACHABLE);
        }
        if (failure instanceof MongoTimeoutException || failure instanceof MongoSocketException) {
            return UNREACHABLE;
        }
        return REASONS.getOrDefault(failure.getCode(), "the database failed with code " + failure.getCode());
    }

    /** Whether a unique index refused a document. */
    static boolean isDuplicate(MongoException failure) {
        return failure.getCode() == DUPLICATE_KEY;
    }
}

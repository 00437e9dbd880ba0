package dev.turnout.backend.http;

import dev.turnout.backend.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database can be read and written. One request at a time checks it; requests during a check are answered
 * with the result before, so that a database that does not answer holds one thread.
 */
final class DatabaseHealth {

    /** From the end of a check to the begin of the next. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    /** A check that takes longer than this is a failure before it ends. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private record Checked(Instant at, Optional<String> failure) {}

    private final Runnable check;
    private final InstantSource clock;
    private Checked last = new Checked(Instant.MIN, Optional.empty());
    private @Nullable Instant checkingSince;

    /** @param check throws a {@link StorageException} when the database cannot be used */
    DatabaseHealth(Runnable check, InstantSource clock) {
        this.check = check;
        this.clock = clock;
    }

    /** Why the database cannot be used; empty when it can. */
    Optional<String> failure() {
        return tryBegin() ? checked() : known();
    }

    private synchronized boolean tryBegin() {
        Instant now = clock.instant();
        boolean recent = !now.isBefore(last.at()) && now.isBefore(last.at().plus(INTERVAL));
        if (recent || checkingSince != null) {
            return false;
        }
        checkingSince = now;
        return true;
    }

    private Optional<String> checked() {
        Optional<String> failure = Optional.empty();
        try {
            check.run();
        } catch (StorageException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } finally {
            end(failure);
        }
        return failure;
    }

    private synchronized void end(Optional<String> failure) {
        last = new Checked(clock.instant(), failure);
        checkingSince = null;
    }

    private synchronized Optional<String> known() {
        if (checkingSince != null) {
            Duration waited = Duration.between(checkingSince, clock.instant());
            if (waited.compareTo(PATIENCE) > 0) {
                return Optional.of("the database has not answered for " + waited.toSeconds() + " s");
            }
        }
        return last.failure();
    }
}

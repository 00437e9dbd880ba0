package dev.turnout.socket.delivery;

import java.time.Duration;

/** Outcome of one attempt to post a snapshot. */
sealed interface PostResult {

    /** 2xx. */
    record Accepted() implements PostResult {}

    /** 4xx other than 408 and 429: the same request would be refused again until something is corrected. */
    record Refused(int status, String reason) implements PostResult {

        /** Whether the key is the cause, and not the snapshot. */
        boolean isAboutKey() {
            return status == 401 || status == 403;
        }
    }

    /** 429 or 503 with {@code Retry-After}. */
    record Deferred(int status, Duration pause) implements PostResult {}

    /** No answer, or one that may be different next time. */
    record Failed(String cause) implements PostResult {}
}

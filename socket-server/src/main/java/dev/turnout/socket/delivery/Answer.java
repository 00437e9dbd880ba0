package dev.turnout.socket.delivery;

import java.time.Duration;

/** What became of one attempt to post a snapshot. */
sealed interface Answer {

    /** 2xx: the backend has it. */
    record Accepted() implements Answer {}

    /** 4xx other than 408 and 429: the backend will never take it. */
    record Refused(int status, String reason) implements Answer {}

    /** 429 or 503 with {@code Retry-After}. */
    record PutOff(int status, Duration pause) implements Answer {}

    /** No answer, or one that may be different next time. */
    record Failed(String what) implements Answer {}
}

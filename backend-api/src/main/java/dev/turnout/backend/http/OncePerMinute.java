package dev.turnout.backend.http;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * Lets what happens often be told once a minute, with its number, and none of it be forgotten: the first time at once,
 * what follows when the minute is over. Any thread.
 */
final class OncePerMinute {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private long untold;
    private Instant toldAt = Instant.MIN;

    /** It happened; answers how often since it was last told, if it is to be told now. */
    synchronized OptionalLong happened(Instant now) {
        untold++;
        return due(now);
    }

    /** How often it happened since it was last told, if that is to be told now. */
    synchronized OptionalLong due(Instant now) {
        if (untold == 0 || now.isBefore(toldAt.plus(MINUTE))) {
            return OptionalLong.empty();
        }
        long told = untold;
        untold = 0;
        toldAt = now;
        return OptionalLong.of(told);
    }
}

package dev.turnout.engine.socketio;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The positions of the shared log that this engine has read, and those that it has still to read since sessions were
 * continued from there. A position that turns out to be neither was in a log which another one has replaced, or in a part
 * that has been trimmed: what its session has missed cannot be determined. Bounded. Guarded by the endpoint's lock.
 */
final class LogPositions {

    /** Those of three minutes with 500 events a second. */
    private static final int MAX_READ = 100_000;

    private static final int MAX_AWAITED = 10_000;

    private long begin;
    private long newest;

    /** The oldest are forgotten. */
    private final Set<Long> read = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            if (size() <= MAX_READ) {
                return false;
            }
            beginAfter(eldest.getKey());
            return true;
        }
    });

    private final NavigableSet<Long> awaited = new TreeSet<>();

    /**
     * @param firstLogged every event after this position is read
     * @param end of what has been read
     * @return positions that were awaited and will not be read
     */
    Set<Long> restart(long firstLogged, long end) {
        Set<Long> missing = Set.copyOf(awaited);
        awaited.clear();
        read.clear();
        read.add(end);
        begin = firstLogged;
        newest = end;
        return missing;
    }

    /** No session is continued from before it. */
    long begin() {
        return begin;
    }

    void beginAfter(long position) {
        begin = Math.max(begin, position);
    }

    /** The newest position that has been read. */
    long newest() {
        return newest;
    }

    /** @return positions before this one that were awaited and have not been read */
    Set<Long> read(long position) {
        read.add(position);
        newest = Math.max(newest, position);
        if (awaited.isEmpty()) {
            return Set.of();
        }
        awaited.remove(position);
        NavigableSet<Long> passed = awaited.headSet(position, false);
        Set<Long> missing = Set.copyOf(passed);
        passed.clear();
        return missing;
    }

    /** Whether it has been read, or is new and may be read later. */
    boolean mayBe(long position) {
        return read.contains(position) || (position > newest && awaited.size() < MAX_AWAITED);
    }

    /** A session that has received the log up to it is continued. */
    void await(long position) {
        if (position > newest) {
            awaited.add(position);
        }
    }

    /** Its sessions do not matter any more. */
    void awaitNone() {
        awaited.clear();
    }
}

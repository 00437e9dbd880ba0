package dev.turnout.engine.socketio;

import java.util.Arrays;
import java.util.HashSet;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The positions of the shared log that this engine has read, and those that it has still to read since sessions were
 * continued from there. A position that turns out to be neither was in a log which another one has replaced, or in a part
 * that has been trimmed: what its session has missed cannot be determined. Bounded. Guarded by the endpoint's lock.
 */
final class LogPositions {

    /** The older half is forgotten then; what remains is half an hour with 250 events a second, also of other rooms. */
    private static final int MAX_READ = 1 << 20;

    private static final int MAX_AWAITED = 10_000;

    private long begin;
    private long newest;

    /** Ascending. */
    private long[] read = new long[64];

    private int size;

    private final NavigableSet<Long> awaited = new TreeSet<>();

    /** Those when the log was last read to its end. */
    private Set<Long> awaitedBefore = Set.of();

    /**
     * @param firstLogged every event after this position is read
     * @param end of what has been read
     * @return positions that were awaited and will not be read
     */
    Set<Long> restart(long firstLogged, long end) {
        Set<Long> missing = Set.copyOf(awaited);
        awaitNone();
        size = 0;
        add(end);
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
        add(position);
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

    /**
     * All entries have been read that there were at the last call. Each awaited one was in the log when its session was
     * continued.
     *
     * @return positions that were awaited at the last call, and have not been read
     */
    Set<Long> readToEnd() {
        if (awaited.isEmpty()) {
            awaitedBefore = Set.of();
            return Set.of();
        }
        Set<Long> missing = new HashSet<>(awaitedBefore);
        missing.retainAll(awaited);
        awaited.removeAll(missing);
        awaitedBefore = Set.copyOf(awaited);
        return missing;
    }

    /** Nearly always at the end. */
    private void add(long position) {
        int at = indexOf(position);
        if (at >= 0) {
            return;
        }
        if (size == MAX_READ) {
            forgetOlderHalf();
            at = indexOf(position);
        } else if (size == read.length) {
            read = Arrays.copyOf(read, 2 * size);
        }
        int index = -at - 1;
        System.arraycopy(read, index, read, index + 1, size - index);
        read[index] = position;
        size++;
    }

    private int indexOf(long position) {
        boolean isNew = size == 0 || position > read[size - 1];
        return isNew ? -size - 1 : Arrays.binarySearch(read, 0, size, position);
    }

    private void forgetOlderHalf() {
        int forgotten = size / 2;
        beginAfter(read[forgotten - 1]);
        size -= forgotten;
        System.arraycopy(read, forgotten, read, 0, size);
    }

    /** Whether it has been read, or is new and may be read later. */
    boolean mayBe(long position) {
        return indexOf(position) >= 0 || (position > newest && awaited.size() < MAX_AWAITED);
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
        awaitedBefore = Set.of();
    }
}

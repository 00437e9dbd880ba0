package dev.turnout.backend.storage;

import java.time.Instant;

/** A span of time: {@code from} is included, {@code until} is not. */
public record Period(Instant from, Instant until) {

    public static final Instant BEGINNING = Instant.EPOCH;
    public static final Instant END = Instant.parse("9999-12-31T23:59:59Z");

    public static final Period ALWAYS = new Period(BEGINNING, END);

    public Period {
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("from must be earlier than to");
        }
    }

    public static Period since(Instant from) {
        return new Period(from, END);
    }

    public static Period ofSeconds(long from, long until) {
        return new Period(Instant.ofEpochSecond(from), Instant.ofEpochSecond(until));
    }

    /** The first whole second of the span, in epoch seconds. */
    public long firstSecond() {
        return ceilingSecond(from);
    }

    /** The first whole second after the span, in epoch seconds. */
    public long endSecond() {
        return ceilingSecond(until);
    }

    /** The first whole second that is not before an instant. */
    public static long ceilingSecond(Instant instant) {
        return instant.getNano() == 0 ? instant.getEpochSecond() : instant.getEpochSecond() + 1;
    }
}

package dev.turnout.backend.storage;

import java.time.Instant;

/** A stretch of time: {@code from} belongs to it, {@code until} does not. */
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
}

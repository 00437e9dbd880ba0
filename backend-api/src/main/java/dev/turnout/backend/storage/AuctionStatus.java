package dev.turnout.backend.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an auction stands. Every change from one to another is allowed: an ended auction may go live again. */
public enum AuctionStatus {
    SCHEDULED,
    LIVE,
    ENDED;

    /** The word on the wire and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AuctionStatus> parse(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }
}

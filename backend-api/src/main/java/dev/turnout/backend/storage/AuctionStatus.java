package dev.turnout.backend.storage;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Status of an auction. Every transition is allowed: an ended auction may become live again. */
public enum AuctionStatus {
    SCHEDULED,
    LIVE,
    ENDED;

    /** The name in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AuctionStatus> parse(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }
}

package dev.turnout.backend.analytics;

import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Stores the snapshots of auctions whose analytics is enabled. Every snapshot with a valid key is counted
 * once, by its outcome, so that {@code turnout_snapshots_total} over all outcomes is the number received. Any thread.
 */
public final class SnapshotIntake {

    /** What was done with a snapshot. */
    public enum Outcome {
        SAVED,
        REPEATED,
        DISABLED,
        UNKNOWN_AUCTION,
        INVALID,
        FAILED
    }

    /** A snapshot that cannot be stored; the message describes the reason for the sender. */
    public static final class InvalidSnapshot extends RuntimeException {
        InvalidSnapshot(String message) {
            super(message);
        }
    }

    private final Storage storage;
    private final InstantSource clock;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    public SnapshotIntake(Storage storage, InstantSource clock, MeterRegistry meters) {
        this.storage = storage;
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("turnout.snapshots")
                            .description("Snapshots that came with the right key, by outcome")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /**
     * Looks up the auction and its switch, and reads and stores the snapshot only if analytics is enabled.
     *
     * @param body parses the snapshot; its exceptions are passed on
     * @throws InvalidSnapshot when it violates {@link SnapshotRules}
     */
    public Outcome accept(AuctionId id, Supplier<Snapshot> body) {
        Optional<Auction> auction;
        try {
            auction = storage.auction(id);
        } catch (RuntimeException e) {
            counted(Outcome.FAILED);
            throw e;
        }
        if (auction.isEmpty()) {
            return counted(Outcome.UNKNOWN_AUCTION);
        }
        return auction.get().enableViewerAnalytics() ? store(id, valid(body)) : counted(Outcome.DISABLED);
    }

    private Snapshot valid(Supplier<Snapshot> body) {
        try {
            Snapshot snapshot = body.get();
            SnapshotRules.violation(snapshot, clock.instant()).ifPresent(violation -> {
                throw new InvalidSnapshot(violation);
            });
            return snapshot;
        } catch (RuntimeException e) {
            counted(Outcome.INVALID);
            throw e;
        }
    }

    private Outcome store(AuctionId id, Snapshot snapshot) {
        try {
            return switch (storage.store(id, snapshot)) {
                case NEW, MERGED -> counted(Outcome.SAVED);
                case REPEATED -> counted(Outcome.REPEATED);
                case NO_AUCTION -> counted(Outcome.UNKNOWN_AUCTION);
            };
        } catch (RuntimeException e) {
            counted(Outcome.FAILED);
            throw e;
        }
    }

    private Outcome counted(Outcome outcome) {
        Counter counter = counters.get(outcome);
        if (counter != null) {
            counter.increment();
        }
        return outcome;
    }
}

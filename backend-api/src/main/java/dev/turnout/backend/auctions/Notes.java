package dev.turnout.backend.auctions;

import dev.turnout.backend.storage.Note;
import dev.turnout.backend.storage.Storage;
import dev.turnout.model.AuctionId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Notes on the time line of an auction. Any thread. */
public final class Notes {

    private static final int MAX_PER_AUCTION = 1_000;

    private final Storage storage;
    private final InstantSource clock;

    public Notes(Storage storage, InstantSource clock) {
        this.storage = storage;
        this.clock = clock;
    }

    /**
     * @param timestamp the moment that the note is about; empty for now
     * @return empty when the auction has too many notes
     */
    public Optional<Note> add(AuctionId auction, Optional<Instant> timestamp, String text, String by) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Note note = new Note(UUID.randomUUID().toString(), timestamp.orElse(now), text, now, by);
        return storage.addNote(auction, note, MAX_PER_AUCTION) ? Optional.of(note) : Optional.empty();
    }

    /** By timestamp. */
    public List<Note> all(AuctionId auction) {
        return storage.notes(auction);
    }

    /** @return false when there is none */
    public boolean delete(AuctionId auction, String id) {
        return storage.deleteNote(auction, id);
    }
}

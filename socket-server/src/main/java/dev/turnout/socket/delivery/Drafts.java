package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The minute that is not over yet, as far as it was sampled, so that a killed process loses seconds and not the minute.
 * One file, replaced with each sample and removed when the minute itself is in the outbox.
 */
final class Drafts {

    private final Disk disk;
    private final Path file;
    private boolean present = true;

    Drafts(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** @param next the number that the next snapshot gets: the final ones of this minute have it or a higher one */
    void save(List<AuctionMinute> minute, long next) throws IOException {
        List<Parcel> parcels = minute.stream()
                .flatMap(snapshot -> entry(snapshot).stream())
                .map(entry -> new Parcel(next, entry))
                .toList();
        int size = parcels.stream()
                .mapToInt(parcel -> Frames.HEADER + parcel.size())
                .sum();
        ByteBuffer content = ByteBuffer.allocate(size);
        parcels.forEach(parcel -> Frames.put(content, parcel::writeTo));
        disk.replaceSoon(file, content.flip());
        present = true;
    }

    void clear() throws IOException {
        if (present) {
            disk.delete(file);
            present = false;
        }
    }

    /** The drafts that an earlier run has left and whose final form is in none of the segments. */
    List<Entry> unfinished(Collection<Segment> segments) throws IOException {
        List<Parcel> drafts = new ArrayList<>();
        Frames.scan(disk.read(file), (at, payload) -> drafts.add(Parcel.read(payload)));
        if (drafts.isEmpty()) {
            return List.of();
        }
        Set<Key> finished = keysFrom(drafts.get(0).number(), segments);
        return drafts.stream()
                .map(Parcel::entry)
                .filter(entry -> !finished.contains(Key.of(entry)))
                .toList();
    }

    private static Set<Key> keysFrom(long first, Collection<Segment> segments) throws IOException {
        Set<Key> keys = new HashSet<>();
        for (Segment segment : segments) {
            for (long number = Math.max(first, segment.first()); number < segment.end(); number++) {
                segment.read(number).map(Parcel::entry).map(Key::of).ifPresent(keys::add);
            }
        }
        return keys;
    }

    private static Optional<Entry> entry(AuctionMinute snapshot) {
        try {
            return Optional.of(Entry.of(snapshot));
        } catch (IllegalArgumentException e) {
            // It is told of when the minute itself comes.
            return Optional.empty();
        }
    }

    /** By this the backend, too, knows a snapshot again; a draft and its final form share it. */
    record Key(AuctionId auction, Instant minute, String source) {

        static Key of(Entry entry) {
            return new Key(entry.auction(), entry.minute(), source(entry));
        }

        private static String source(Entry entry) {
            try {
                return Json.MAPPER
                        .readTree(entry.body().toByteArray())
                        .path("source")
                        .asText();
            } catch (IOException e) {
                return "";
            }
        }
    }
}

package dev.turnout.socket.delivery;

import dev.turnout.socket.delivery.Books.Page;
import dev.turnout.socket.delivery.Books.Range;
import dev.turnout.socket.delivery.SegmentLoader.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds out what an earlier run has left.
 *
 * <p>With the books: a segment that they list is loaded up to the end they tell; one from {@code next} on is newer than
 * they are and ends where the one after it begins; any other was taken into the books and is deleted, as the run that
 * did so was stopped before it could. Without the books every file is taken for what it shows.
 */
final class Recovery {

    static final String BOOKS = "books";

    private static final Pattern SEGMENT = Pattern.compile("(\\d{19})\\.(?:log|marks)");

    private final Disk disk;
    private final Path directory;
    private final Found found;

    Recovery(Disk disk, Path directory, Found found) {
        this.disk = disk;
        this.directory = directory;
        this.found = found;
    }

    /**
     * @param page what the books say, empty books if there are none
     * @param next the first number that is free
     * @param damaged snapshots that were found to be missing or spoilt
     * @param booksLost whether there were segments but no books
     */
    record State(Page page, SortedMap<Long, Segment> segments, long next, long damaged, boolean booksLost) {}

    State recover() throws IOException {
        NavigableSet<Long> files = segmentFiles();
        Optional<Page> books = Books.load(disk, directory.resolve(BOOKS));
        Page page = books.orElse(new Page(0, 0, Map.of(), List.of()));
        Map<Long, Long> ends = new HashMap<>();
        for (Range range : page.segments()) {
            ends.put(range.first(), range.end());
            files.add(range.first());
        }
        SortedMap<Long, Segment> segments = new TreeMap<>();
        long next = page.next();
        long damaged = 0;
        for (long first : files) {
            boolean listed = ends.containsKey(first);
            if (!listed && first < page.next()) {
                new Segment(disk, directory, first).delete();
                continue;
            }
            SegmentLoader loader = new SegmentLoader(disk, directory, first, end(first, files, ends, books), found);
            Segment segment = loader.load();
            damaged += loader.damaged();
            if (segment.count() == 0) {
                segment.delete();
            } else {
                segments.put(first, segment);
                next = Math.max(next, segment.end());
            }
        }
        return new State(page, segments, next, damaged, books.isEmpty() && !files.isEmpty());
    }

    private static long end(long first, NavigableSet<Long> files, Map<Long, Long> ends, Optional<Page> books) {
        Long after = files.higher(first);
        boolean followed = after != null && books.isPresent();
        return ends.getOrDefault(first, followed ? after : SegmentLoader.UNKNOWN);
    }

    private NavigableSet<Long> segmentFiles() throws IOException {
        NavigableSet<Long> firsts = new TreeSet<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Matcher name = SEGMENT.matcher(file.getFileName().toString());
                if (name.matches()) {
                    firsts.add(Long.parseLong(name.group(1)));
                }
            }
        }
        return firsts;
    }
}

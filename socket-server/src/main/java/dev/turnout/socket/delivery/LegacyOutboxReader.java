package dev.turnout.socket.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.turnout.model.AuctionId;
import dev.turnout.model.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import okio.ByteString;

/**
 * Reads what still waits or was set aside in an outbox of version 0.1, which consisted of files: {@code N.log} with the
 * snapshots from number N on, {@code N.marks} with their later status, {@code books} with the list of complete segments,
 * and {@code drafts} with the unfinished minute.
 *
 * <p>Every file is a sequence of frames: magic number (4 bytes), length of the payload (4), its inverse (4), CRC32C of the
 * payload (4), payload. Damaged frames are skipped.
 */
record LegacyOutboxReader(Path directory) {

    private static final int MAGIC = 0xFF54FE31;
    private static final int HEADER = 16;
    private static final int SNAPSHOT_HEADER = 17;

    /** @param status 0 if it waits, else the status that it was refused with */
    record Found(EncodedSnapshot snapshot, int status) {}

    /** What the backend takes for the same snapshot. */
    private record Key(AuctionId auction, Instant minute, String source) {
        static Key of(EncodedSnapshot snapshot) throws IOException {
            String source = Json.MAPPER
                    .readTree(snapshot.body().toByteArray())
                    .path("source")
                    .asText();
            return new Key(snapshot.auction(), snapshot.minute(), source);
        }
    }

    boolean exists() throws IOException {
        return !files().isEmpty();
    }

    List<Found> read() throws IOException {
        List<Found> found = new ArrayList<>();
        Map<Key, Long> numbers = new HashMap<>();
        TreeMap<Long, Path> segments = segments();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            Long end = segments.higherKey(segment.getKey());
            Map<Long, ByteBuffer> marks = marks(segment.getValue());
            for (ByteBuffer payload : frames(segment.getValue())) {
                long number = payload.getLong(0);
                if (end == null || number < end) {
                    EncodedSnapshot snapshot = snapshot(payload);
                    numbers.put(Key.of(snapshot), number);
                    ByteBuffer mark = marks.get(number);
                    if (mark == null || mark.get(0) == 'W') {
                        found.add(new Found(snapshot, 0));
                    } else if (mark.get(0) == 'A') {
                        found.add(new Found(snapshot, mark.getShort(9)));
                    }
                }
            }
        }
        for (ByteBuffer payload : frames(directory.resolve("drafts"))) {
            EncodedSnapshot draft = snapshot(payload);
            // A draft holds the number that the next snapshot would get.
            if (numbers.getOrDefault(Key.of(draft), -1L) < payload.getLong(0)) {
                found.add(new Found(draft, 0));
            }
        }
        return found;
    }

    /** Removes the files, once their content is stored elsewhere. */
    void delete() throws IOException {
        for (Path file : files()) {
            Files.delete(file);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file ->
                            file.getFileName().toString().matches("\\d{19}\\.(log|marks)|(books|drafts)(\\.tmp)?"))
                    .sorted()
                    .toList();
        }
    }

    /** By first number, without those that had been emptied and were about to be deleted. */
    private TreeMap<Long, Path> segments() throws IOException {
        Set<Long> complete = new HashSet<>();
        long listedBelow = 0;
        for (ByteBuffer payload : frames(directory.resolve("books"))) {
            JsonNode index = Json.MAPPER.readTree(bytes(payload, 0));
            complete.clear();
            index.path("segments")
                    .forEach(segment -> complete.add(segment.path("first").asLong()));
            listedBelow = index.path("next").asLong();
        }
        TreeMap<Long, Path> segments = new TreeMap<>();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            if (name.endsWith(".log")) {
                long first = Long.parseLong(name.substring(0, 19));
                if (first >= listedBelow || complete.contains(first)) {
                    segments.put(first, file);
                }
            }
        }
        return segments;
    }

    /** The newest status of each snapshot of a segment: a letter, its number, and the backend's status. */
    private static Map<Long, ByteBuffer> marks(Path segment) throws IOException {
        Map<Long, ByteBuffer> marks = new HashMap<>();
        String name = segment.getFileName().toString().replace(".log", ".marks");
        for (ByteBuffer payload : frames(segment.resolveSibling(name))) {
            marks.put(payload.getLong(1), payload);
        }
        return marks;
    }

    private static EncodedSnapshot snapshot(ByteBuffer payload) {
        int idLength = payload.get(16);
        AuctionId auction =
                new AuctionId(new String(bytes(payload, SNAPSHOT_HEADER), 0, idLength, StandardCharsets.US_ASCII));
        byte[] body = bytes(payload, SNAPSHOT_HEADER + idLength);
        return new EncodedSnapshot(auction, Instant.ofEpochMilli(payload.getLong(8)), ByteString.of(body));
    }

    private static byte[] bytes(ByteBuffer payload, int from) {
        byte[] bytes = new byte[payload.limit() - from];
        payload.get(from, bytes);
        return bytes;
    }

    /** The payloads of the intact frames of a file, none if there is no such file. */
    private static List<ByteBuffer> frames(Path file) throws IOException {
        List<ByteBuffer> payloads = new ArrayList<>();
        ByteBuffer content = ByteBuffer.wrap(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]);
        for (int at = 0; at + HEADER <= content.limit(); at++) {
            int length = content.getInt(at + 4);
            if (content.getInt(at) == MAGIC
                    && length == ~content.getInt(at + 8)
                    && length >= 0
                    && length <= content.limit() - at - HEADER) {
                ByteBuffer payload = content.slice(at + HEADER, length);
                CRC32C crc = new CRC32C();
                crc.update(payload.duplicate());
                if ((int) crc.getValue() == content.getInt(at + 12)) {
                    payloads.add(payload);
                    at += HEADER + length - 1;
                }
            }
        }
        return payloads;
    }
}

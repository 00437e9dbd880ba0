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
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

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

    private record Mark(char letter, int status) {}

    private record Key(AuctionId auction, Instant minute, String source) {
        static Key of(EncodedSnapshot snapshot) {
            String source = json(snapshot.body().toByteArray()).path("source").asText();
            return new Key(snapshot.auction(), snapshot.minute(), source);
        }
    }

    boolean exists() throws IOException {
        return !files().isEmpty();
    }

    List<Found> read() throws IOException {
        TreeMap<Long, Path> segments = segments();
        List<Found> found = new ArrayList<>();
        Map<Key, Long> numbers = new HashMap<>();
        for (Map.Entry<Long, Path> segment : segments.entrySet()) {
            Long end = segments.higherKey(segment.getKey());
            Map<Long, Mark> marks = marks(segment.getValue());
            frames(segment.getValue(), payload -> {
                long number = payload.getLong(0);
                if (end == null || number < end) {
                    EncodedSnapshot snapshot = snapshot(payload);
                    numbers.put(Key.of(snapshot), number);
                    Mark mark = marks.getOrDefault(number, new Mark('W', 0));
                    if (mark.letter() == 'W' || mark.letter() == 'A') {
                        found.add(new Found(snapshot, mark.status()));
                    }
                }
            });
        }
        frames(directory.resolve("drafts"), payload -> {
            EncodedSnapshot draft = snapshot(payload);
            // A draft holds the number that the next snapshot would get.
            if (numbers.getOrDefault(Key.of(draft), -1L) < payload.getLong(0)) {
                found.add(new Found(draft, 0));
            }
        });
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
        JsonNode[] books = new JsonNode[1];
        frames(directory.resolve("books"), payload -> books[0] = json(bytes(payload, 0)));
        Set<Long> complete = new HashSet<>();
        JsonNode index = books[0];
        if (index != null) {
            index.path("segments")
                    .forEach(segment -> complete.add(segment.path("first").asLong()));
        }
        long listedBelow = index == null ? 0 : index.path("next").asLong();
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

    private static Map<Long, Mark> marks(Path segment) throws IOException {
        Map<Long, Mark> marks = new HashMap<>();
        String name = segment.getFileName().toString().replace(".log", ".marks");
        frames(
                segment.resolveSibling(name),
                payload -> marks.put(payload.getLong(1), new Mark((char) payload.get(0), payload.getShort(9))));
        return marks;
    }

    private static EncodedSnapshot snapshot(ByteBuffer payload) {
        int idLength = payload.get(16);
        AuctionId auction =
                new AuctionId(new String(bytes(payload, SNAPSHOT_HEADER), 0, idLength, StandardCharsets.US_ASCII));
        byte[] body = bytes(payload, SNAPSHOT_HEADER + idLength);
        return new EncodedSnapshot(auction, Instant.ofEpochMilli(payload.getLong(8)), ByteString.of(body));
    }

    private static JsonNode json(byte[] text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            return Json.MAPPER.createObjectNode();
        }
    }

    private static byte[] bytes(ByteBuffer payload, int from) {
        byte[] bytes = new byte[payload.limit() - from];
        payload.get(from, bytes);
        return bytes;
    }

    private static void frames(Path file, Consumer<ByteBuffer> consumer) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        int at = 0;
        while (at + HEADER <= content.limit()) {
            @Nullable ByteBuffer payload = payload(content, at);
            if (payload == null) {
                at++;
            } else {
                consumer.accept(payload);
                at += HEADER + payload.limit();
            }
        }
    }

    private static @Nullable ByteBuffer payload(ByteBuffer content, int at) {
        int length = content.getInt(at + 4);
        if (content.getInt(at) != MAGIC || length != ~content.getInt(at + 8) || length < 0) {
            return null;
        }
        if (length > content.limit() - at - HEADER) {
            return null;
        }
        ByteBuffer payload = content.slice(at + HEADER, length);
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue() == content.getInt(at + 12) ? payload : null;
    }
}

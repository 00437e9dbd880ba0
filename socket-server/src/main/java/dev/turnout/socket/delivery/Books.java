package dev.turnout.socket.delivery;

import com.fasterxml.jackson.core.JacksonException;
import dev.turnout.model.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The file that tells of what has left the outbox and which segments are complete. */
final class Books {

    private Books() {}

    /**
     * A segment that nothing more is written to.
     *
     * @param end the number behind its last
     */
    record Range(long first, long end) {}

    /**
     * @param next the number from which on segments are not listed: the first of the one being written
     * @param sampled snapshots that are in no segment any more
     * @param fates what has become of those
     * @param segments the complete ones; one that is not listed and lies below {@code next} is a leftover
     */
    record Page(long next, long sampled, Map<Fate, Long> fates, List<Range> segments) {}

    /** @return nothing if there are no books, or they cannot be read any more */
    static Optional<Page> load(Disk disk, Path file) throws IOException {
        Optional<ByteBuffer> frame = Frames.payload(disk.read(file), 0);
        if (frame.isEmpty()) {
            return Optional.empty();
        }
        byte[] json = new byte[frame.get().remaining()];
        frame.get().get(json);
        try {
            return Optional.of(Json.MAPPER.readValue(json, Page.class));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    static void save(Disk disk, Path file, Page page) throws IOException {
        byte[] json = Json.MAPPER.writeValueAsBytes(page);
        ByteBuffer content = ByteBuffer.allocate(Frames.HEADER + json.length);
        Frames.put(content, out -> out.put(json));
        disk.replace(file, content.flip());
    }
}

package dev.turnout.socket.sampling;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.turnout.model.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The minutes that are not over yet, in one small file that is replaced with every tick, so that a killed process loses
 * no more than the time since its last sample. Snapshots thread only.
 *
 * <p>A kill between the end of a minute and the next replacement leaves a minute both here and in the outbox. It is then
 * sent twice with the same auction, timestamp and source, which the receiver takes for one.
 */
public final class MinuteJournal {

    private static final Logger LOG = LoggerFactory.getLogger(MinuteJournal.class);

    private final Path file;
    private final Path draft;
    private boolean empty;

    /** @param file is made, with its folders, at the first write */
    public MinuteJournal(Path file) {
        this.file = file;
        this.draft = file.resolveSibling(file.getFileName() + ".new");
    }

    void write(List<AuctionMinute> minutes) {
        if (minutes.isEmpty() && empty) {
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writeThrough(draft, Json.MAPPER.writeValueAsBytes(minutes));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            empty = minutes.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeThrough(Path path, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** What the run before left behind; nothing when it left nothing, or nothing that can be read. */
    List<AuctionMinute> read() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return List.of(Json.MAPPER.readValue(Files.readAllBytes(file), AuctionMinute[].class));
        } catch (JsonProcessingException e) {
            LOG.atError().addKeyValue("file", file).log("unfinished minutes of the last run cannot be understood", e);
        } catch (IOException e) {
            LOG.atError().addKeyValue("file", file).log("unfinished minutes of the last run cannot be read", e);
        }
        return List.of();
    }
}

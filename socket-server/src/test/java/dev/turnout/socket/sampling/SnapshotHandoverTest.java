package dev.turnout.socket.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionId;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.thread.HandThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotHandoverTest {

    private static final AuctionId ID = new AuctionId("a");

    private final HandThread snapshots = new HandThread();
    private final List<Integer> outbox = new ArrayList<>();
    private final Path file;
    private final SnapshotHandover handover;
    private boolean diskFull;

    SnapshotHandoverTest(@TempDir Path directory) {
        file = directory.resolve("deeper").resolve("unfinished.json");
        handover = new SnapshotHandover(snapshots, this::accept, new MinuteJournal(file));
    }

    private void accept(AuctionId id, Snapshot snapshot) {
        if (diskFull) {
            throw new UncheckedIOException(new IOException("no space left on device"));
        }
        outbox.add(snapshot.viewerCount());
    }

    @Test
    void theCallerNeverWaitsForTheSink() {
        handover.handOver(ID, minute(1));
        assertThat(outbox).isEmpty();
        assertThat(handover.waiting()).isEqualTo(1);

        snapshots.settle();
        assertThat(outbox).containsExactly(1);
        assertThat(handover.waiting()).isZero();
    }

    @Test
    void whatTheSinkDoesNotTakeIsOfferedAgainInOrder() {
        diskFull = true;
        handover.handOver(ID, minute(1));
        snapshots.settle();
        handover.handOver(ID, minute(2));
        snapshots.advance(Duration.ofSeconds(30));
        assertThat(outbox).isEmpty();
        assertThat(handover.waiting()).isEqualTo(2);

        diskFull = false;
        handover.handOver(ID, minute(3));
        snapshots.advance(Duration.ofSeconds(1));
        assertThat(outbox).containsExactly(1, 2, 3);
        checkBooks();
    }

    @Test
    void memoryIsBoundedAndWhatIsLostIsCounted() {
        diskFull = true;
        for (int i = 0; i < 100_010; i++) {
            handover.handOver(ID, minute(i));
        }
        snapshots.settle();
        assertThat(handover.dropped()).isEqualTo(10);
        assertThat(handover.waiting()).isEqualTo(100_000);

        diskFull = false;
        snapshots.advance(Duration.ofSeconds(1));
        assertThat(outbox).hasSize(100_000).startsWith(10, 11);
        checkBooks();
    }

    @Test
    void aJournalThatIsNoJsonIsLeftAlone() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[{\"auction\":");
        handover.recover();
        snapshots.settle();

        assertThat(outbox).isEmpty();
        assertThat(handover.sampled()).isZero();
    }

    @Test
    void aJournalThatCannotBeWrittenDisturbsNothing() throws IOException {
        Files.writeString(file.getParent(), "a file where a folder should be");
        handover.keep(List.of(new AuctionMinute(ID, minute(1))));
        handover.handOver(ID, minute(2));
        snapshots.settle();

        assertThat(outbox).containsExactly(2);
    }

    @Test
    void whatIsKeptReplacesWhatWasKeptBefore() {
        handover.keep(List.of(new AuctionMinute(ID, minute(1))));
        handover.keep(List.of(new AuctionMinute(ID, minute(2)), new AuctionMinute(ID, minute(3))));
        handover.recover();
        snapshots.settle();
        assertThat(outbox).containsExactly(2, 3);
        assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");

        handover.keep(List.of());
        handover.recover();
        snapshots.settle();
        assertThat(outbox).containsExactly(2, 3);
    }

    private void checkBooks() {
        assertThat(handover.sampled()).isEqualTo(handover.taken() + handover.waiting() + handover.dropped());
    }

    private static Snapshot minute(int count) {
        Instant start = Instant.parse("2025-10-21T14:15:00Z");
        return new Snapshot(
                start, count, count, count, count, 1, "run", null, null, null, null, null, null, null, null, null,
                null);
    }
}

package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.OutboxLimits;
import dev.turnout.socket.delivery.SnapshotOutbox.Settled;
import dev.turnout.socket.delivery.SnapshotOutbox.Stored;
import dev.turnout.socket.delivery.SnapshotSender.Accepted;
import dev.turnout.socket.delivery.SnapshotSender.Refused;
import dev.turnout.thread.ManualOwnerThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An outbox in a directory of its own, on a disk that can fail. */
abstract class OutboxFixture {

    static final OutboxLimits SMALL =
            OutboxLimits.DEFAULT.withMaxBytes(1 << 20).withSetAside(100, 50).withInMemory(100);
    static final Instant NOW = Minutes.BEGIN;

    @TempDir
    Path directory;

    final FailingDisk disk = new FailingDisk();
    SnapshotOutbox outbox;

    @BeforeEach
    void open() throws IOException {
        outbox = open(directory);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    SnapshotOutbox open(Path where) throws IOException {
        return SnapshotOutbox.open(where, disk, new DeliveryLog(new ManualOwnerThread()));
    }

    void reopen() throws IOException {
        outbox.close();
        open();
    }

    OutboxBounds bounds() {
        return new OutboxBounds(outbox, SMALL);
    }

    void append(AuctionMinute... minutes) throws SQLException {
        outbox.append(Minutes.encoded(minutes));
    }

    Stored first() throws SQLException {
        return outbox.next(1, (id, auction) -> true).get(0);
    }

    void post(int number) throws SQLException {
        for (int i = 0; i < number; i++) {
            outbox.settle(List.of(new Settled(first(), new Accepted())), NOW);
        }
    }

    void setAside(int status) throws SQLException {
        outbox.settle(List.of(new Settled(first(), new Refused(status, "because of " + status))), NOW);
    }

    /** Everything that waits, in the order in which one sender would post it. */
    List<Stored> takeAll() throws SQLException {
        Set<Long> taken = new HashSet<>();
        List<Stored> all = new ArrayList<>();
        while (true) {
            List<Stored> next = outbox.next(1, (id, auction) -> !taken.contains(id));
            if (next.isEmpty()) {
                return all;
            }
            taken.add(next.get(0).id());
            all.add(next.get(0));
        }
    }

    List<String> order() throws SQLException {
        return takeAll().stream()
                .map(record -> record.auction() + "/"
                        + Duration.between(Minutes.BEGIN, record.snapshot().minute())
                                .toMinutes())
                .toList();
    }

    List<Long> counts(StatusCounts.Status... statuses) {
        return Stream.of(statuses).map(outbox.counts()::get).toList();
    }

    void assertBalanced() {
        assertThat(outbox.counts().unaccounted()).isZero();
    }

    static void flip(Path file, long at) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4)).rewind();
            channel.write(one, at);
        }
    }
}

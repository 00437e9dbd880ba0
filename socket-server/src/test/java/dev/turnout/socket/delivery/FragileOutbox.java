package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.model.AuctionMinute;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An outbox on a disk that can fail, and what happens to an outbox. */
abstract class FragileOutbox {

    static final Keeping SMALL = new Keeping(Duration.ofDays(7), 1 << 20, 20_000, 100);
    static final Instant NOW = Minutes.BEGIN;

    @TempDir
    Path directory;

    final FragileDisk disk = new FragileDisk();
    Lanes lanes = new Lanes();
    SnapshotOutbox outbox;

    @BeforeEach
    void open() throws IOException {
        lanes = new Lanes();
        outbox = open(lanes);
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    SnapshotOutbox open(Lanes lanes) throws IOException {
        return SnapshotOutbox.open(directory, SMALL, disk, lanes, new DeliveryLog(InstantSource.fixed(NOW)));
    }

    void reopen() throws IOException {
        outbox.close();
        open();
    }

    void append(AuctionMinute... minutes) throws IOException {
        List<Entry> entries = new ArrayList<>(Minutes.entries(minutes));
        while (!entries.isEmpty()) {
            int written = outbox.append(entries, NOW);
            entries.subList(0, written).clear();
        }
    }

    void fillSegments(int number) throws IOException {
        for (int minute = 0; segmentFiles().size() <= number; minute++) {
            append(Minutes.ofAuctions(100, minute).toArray(AuctionMinute[]::new));
        }
    }

    void post(int number) throws IOException {
        for (int i = 0; i < number; i++) {
            post(lanes.next().orElseThrow());
        }
    }

    void post(Lane lane) throws IOException {
        long number = lane.head();
        assertThat(outbox.lend(number)).isPresent();
        outbox.posted(number);
        lanes.arrived(lane, number);
    }

    /** Everything that waits, in the order in which one sender would take it. */
    List<Parcel> takeAll() throws IOException {
        List<Parcel> all = new ArrayList<>();
        for (Optional<Lane> lane = lanes.next(); lane.isPresent(); lane = lanes.next()) {
            long number = lane.get().head();
            outbox.lend(number).ifPresent(parcel -> {
                all.add(parcel);
                outbox.giveBack(number);
            });
            lanes.arrived(lane.get(), number);
        }
        return all;
    }

    List<Long> fates(Fate... fates) {
        return Stream.of(fates).map(outbox.tally()::get).toList();
    }

    void assertBalanced() {
        long told = Stream.of(Fate.values()).mapToLong(outbox.tally()::get).sum();
        assertThat(told).isEqualTo(outbox.sampled());
    }

    List<Path> segmentFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }
}

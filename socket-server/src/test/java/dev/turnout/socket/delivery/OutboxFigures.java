package dev.turnout.socket.delivery;

import dev.turnout.model.AuctionId;
import dev.turnout.model.AuctionMinute;
import dev.turnout.model.Snapshot;
import dev.turnout.socket.delivery.DeliveryConfig.Keeping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures an outbox; run by hand with a directory on the disk in question.
 *
 * <p>Prints appended snapshots a second for several sizes of a commit, then fills a week of 100 auctions and measures
 * how long opening it takes, what it holds in memory, and how fast it is read and settled.
 */
final class OutboxFigures {

    private static final Keeping ROOMY = new Keeping(Duration.ofDays(8), 4L << 30, 64L << 20, 20_000);
    private static final int WEEK = 7 * 24 * 60;

    private OutboxFigures() {}

    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[0]);
        for (int commit : List.of(1, 10, 100, 1_000, 5_000)) {
            appends(directory.resolve("appends-" + commit), commit);
        }
        week(directory.resolve("week"));
    }

    private static void appends(Path directory, int commit) throws IOException {
        SnapshotOutbox outbox = open(directory, new Lanes());
        List<Entry> entries = minute(commit, 0);
        long begin = System.nanoTime();
        long appended = 0;
        while (System.nanoTime() - begin < 3_000_000_000L) {
            append(outbox, entries);
            appended += commit;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "commits of %,5d: %,9.0f appends/s, %.2f ms a commit%n",
                commit, appended / seconds, seconds * 1e3 * commit / appended);
        outbox.close();
    }

    private static void week(Path directory) throws IOException {
        SnapshotOutbox outbox = open(directory, new Lanes());
        for (int minute = 0; minute < WEEK; minute += 10) {
            List<Entry> entries = new ArrayList<>();
            for (int i = minute; i < minute + 10; i++) {
                entries.addAll(minute(100, i));
            }
            append(outbox, entries);
        }
        System.out.printf("a week: %,d snapshots, %,d MiB%n", outbox.sampled(), outbox.bytes() >> 20);
        outbox.close();
        for (int i = 0; i < 3; i++) {
            reopen(directory, i == 2 ? 100_000 : 0);
        }
    }

    private static void reopen(Path directory, int settled) throws IOException {
        Lanes lanes = new Lanes();
        long before = used();
        long begin = System.nanoTime();
        SnapshotOutbox outbox = open(directory, lanes);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf("opened in %.2f s; holds %,d KiB of heap%n", seconds, (used() - before) >> 10);
        if (settled > 0) {
            settle(outbox, lanes, settled);
        }
        outbox.close();
    }

    private static void settle(SnapshotOutbox outbox, Lanes lanes, int number) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < number; i++) {
            Lane lane = lanes.next().orElseThrow();
            Optional<Parcel> parcel = outbox.lend(lane.head());
            outbox.posted(parcel.orElseThrow().number());
            lanes.arrived(lane, lane.head());
        }
        System.out.printf("read and settled %,.0f/s%n", number / ((System.nanoTime() - begin) / 1e9));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static SnapshotOutbox open(Path directory, Lanes lanes) throws IOException {
        return SnapshotOutbox.open(
                directory, ROOMY, new Disk(), lanes, new DeliveryLog(InstantSource.fixed(Minutes.BEGIN)));
    }

    private static void append(SnapshotOutbox outbox, List<Entry> entries) throws IOException {
        for (int written = 0; written < entries.size(); ) {
            written += outbox.append(entries.subList(written, entries.size()), Minutes.BEGIN);
        }
    }

    private static List<Entry> minute(int auctions, int minute) {
        return IntStream.range(0, auctions)
                .mapToObj(auction -> Entry.of(snapshot("auction" + auction, minute)))
                .toList();
    }

    private static AuctionMinute snapshot(String auction, int minute) {
        Instant at = Minutes.BEGIN.plus(Duration.ofMinutes(minute));
        return new AuctionMinute(
                new AuctionId(auction),
                new Snapshot(
                        at,
                        475,
                        445,
                        475,
                        420,
                        12,
                        "01J9Z3K7T8",
                        480,
                        at.plusSeconds(31),
                        418,
                        26_712.345,
                        80,
                        25,
                        512,
                        "A".repeat(256),
                        Map.of("60", 3, "300", 12, "+Inf", 10),
                        Map.of("lot-17", 300, "lot-18", 175)));
    }
}

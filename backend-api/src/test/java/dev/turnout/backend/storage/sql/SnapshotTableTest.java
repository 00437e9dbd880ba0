package dev.turnout.backend.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.backend.Minute;
import dev.turnout.backend.storage.Auction;
import dev.turnout.backend.storage.Period;
import dev.turnout.backend.storage.Storage.Detail;
import dev.turnout.backend.storage.sql.SnapshotTable.Page;
import dev.turnout.backend.storage.sqlite.SqliteDatabase;
import dev.turnout.model.AuctionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTableTest {

    private static final AuctionId RED = new AuctionId("red");
    private static final long NOON = Minute.NOON.getEpochSecond();
    private static final long ONE_O_CLOCK = NOON + 3_600;

    @TempDir
    Path folder = Path.of("");

    private SqliteDatabase database;

    @BeforeEach
    void open() {
        database = new SqliteDatabase(folder.resolve("x.db"));
        database.open();
        database.write(handle -> AuctionTable.insert(handle, Auction.scheduled(RED, "Red", true, Minute.NOON)));
        GroupCommit groupCommit = new GroupCommit(database);
        groupCommit.start();
        for (String source : List.of("c", "a", "d", "b")) {
            for (int minute = 0; minute < 3; minute++) {
                groupCommit.store(
                        RED,
                        Minute.steady(minute, source.charAt(0)).source(source).snapshot());
            }
        }
        groupCommit.store(RED, Minute.steady(3, 'e').source("e").snapshot());
        groupCommit.stop();
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** A page ends within a timestamp, at its end, and is smaller than the snapshots of one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 14, 100})
    void snapshotsOfATimestampComeInTheOrderOfTheirArrivalWhateverThePage(int rows) {
        List<String> read = new ArrayList<>();
        long next = NOON;
        while (next < ONE_O_CLOCK) {
            long from = next;
            Page page = database.read(handle -> new SnapshotTable(handle.getConnection(), database.dialect())
                    .page(RED, from, ONE_O_CLOCK, Detail.COUNTS, rows));
            page.snapshots()
                    .forEach(stored -> read.add((stored.snapshot().timestamp().getEpochSecond() - NOON) / 60 + ":"
                            + (char) stored.snapshot().viewerCount()));
            next = page.next();
        }
        assertThat(read)
                .containsExactly(
                        "0:c", "0:a", "0:d", "0:b", "1:c", "1:a", "1:d", "1:b", "2:c", "2:a", "2:d", "2:b", "3:e");
    }

    @Test
    void ofAMinuteTheCountThatArrivedLastIsPassedOn() {
        List<String> counts = new ArrayList<>();
        database.read(handle -> new SnapshotTable(handle.getConnection(), database.dialect())
                .minuteCounts(
                        Period.since(Minute.NOON),
                        (auction, second, viewers) -> counts.add((second - NOON) / 60 + ":" + (char) viewers)));
        assertThat(counts).containsExactly("0:b", "1:b", "2:b", "3:e");
    }
}

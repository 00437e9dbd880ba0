package dev.turnout.socket.delivery;

import static dev.turnout.socket.delivery.Minutes.minute;
import static dev.turnout.socket.delivery.StatusCounts.Status.DAMAGED;
import static dev.turnout.socket.delivery.StatusCounts.Status.POSTED;
import static dev.turnout.socket.delivery.StatusCounts.Status.WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.model.AuctionMinute;
import dev.turnout.thread.ManualOwnerThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Files that were torn, flipped or removed, and disks that fail. */
class DamagedOutboxTest extends OutboxFixture {

    /** Where the pages of tables and indexes begin: in the order of the schema, after the first page. */
    private static final long SENDING_ORDER_PAGE = 2 * 4096;

    private static final long NEVER_ACCEPTED_PAGE = 4 * 4096;
    private static final long DRAFT_PAGE = 5 * 4096;

    private static final OutboxDatabase.Connector SMALL_FILE = file -> {
        Connection connection = SqliteConnection.open(file);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA max_page_count = 20");
        }
        return connection;
    };

    @Test
    void aDamagedHeaderMovesTheFileAsideAndBeginsANewOne() throws Exception {
        append(minute("a", 0));
        outbox.close();
        Files.write(database(), "not a database".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        open();
        assertThat(outbox.damagedFiles()).isEqualTo(1);
        assertThat(directory.resolve("outbox-damaged-1.db")).exists();
        append(minute("a", 1));
        reopen();
        assertThat(order()).containsExactly("a/1");
        assertThat(outbox.damagedFiles()).isZero();
        assertBalanced();
    }

    @Test
    void ofAFileWithADamagedPageTheOtherRowsAreTakenOver() throws Exception {
        append(Minutes.ofAuctions(2_000, 0).toArray(AuctionMinute[]::new));
        outbox.close();
        overwritePages(Files.size(database()) / 2, 1);
        open();
        int found = takeAllInSpiteOfDamage();
        assertThat(found).isBetween(1_500, 1_999);
        assertThat(outbox.damagedFiles()).isEqualTo(1);
        assertThat(counts(WAITING, DAMAGED)).containsExactly((long) found, 2_000L - found);
        assertBalanced();
        reopen();
        assertThat(counts(WAITING, DAMAGED)).containsExactly((long) found, 2_000L - found);
    }

    @Test
    void damageThatIsFoundWhileRunningDoesNotStopTheOutbox() throws Exception {
        append(Minutes.ofAuctions(500, 0).toArray(AuctionMinute[]::new));
        outbox.close();
        overwritePages(8 * 4096, (int) (Files.size(database()) / 4096) - 8);
        open();
        assertThat(takeAllInSpiteOfDamage()).isLessThan(500);
        append(minute("b", 1));
        assertThat(order()).contains("b/1");
        assertBalanced();
    }

    @Test
    void damageThatIsFoundAtTheStartKeepsTheCounters() throws Exception {
        append(Minutes.ofAuctions(20, 0).toArray(AuctionMinute[]::new));
        post(5);
        outbox.close();
        overwritePages(SENDING_ORDER_PAGE, 1);
        open();
        assertThat(outbox.damagedFiles()).isEqualTo(1);
        assertThat(counts(POSTED, WAITING, DAMAGED)).containsExactly(5L, 15L, 0L);
        assertThat(outbox.counts().sampled()).isEqualTo(20);
        assertBalanced();
    }

    @Test
    void whatIsLostIsLoggedAsUnknownWhenTheCountersAreDamagedToo() throws Exception {
        append(Minutes.ofAuctions(20, 0).toArray(AuctionMinute[]::new));
        outbox.close();
        Files.write(database(), "not a database".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
        List<String> lines = LoggedLines.of(SnapshotDelivery.class, this::open);
        assertThat(lines).anyMatch(line -> line.contains("how many snapshots are lost is not known"));
    }

    @Test
    void ofAFileThatIsDamagedAtTheStartTheDraftIsDeliveredToo() throws Exception {
        append(Minutes.ofAuctions(20, 0).toArray(AuctionMinute[]::new));
        outbox.draft(Minutes.encoded(minute("a", 1, "run-1", 5)));
        outbox.close();
        overwritePages(SENDING_ORDER_PAGE, 1);
        open();
        assertThat(order()).hasSize(21).contains("a/1");
        reopen();
        assertThat(order()).as("once").hasSize(21);
        assertBalanced();
    }

    @Test
    void damageThatIsFoundWhileTheDraftIsTakenOverDoesNotLoseIt() throws Exception {
        append(Minutes.ofAuctions(20, 0).toArray(AuctionMinute[]::new));
        outbox.draft(Minutes.encoded(minute("a", 1, "run-1", 5)));
        outbox.close();
        overwritePages(NEVER_ACCEPTED_PAGE, 1);
        open();
        assertThat(outbox.damagedFiles()).isEqualTo(1);
        assertThat(order()).hasSize(21).contains("a/1");
        assertBalanced();
    }

    @Test
    void aDraftThatCannotBeReadIsLogged() throws Exception {
        append(Minutes.ofAuctions(20, 0).toArray(AuctionMinute[]::new));
        outbox.draft(Minutes.encoded(minute("a", 1, "run-1", 5)));
        outbox.close();
        overwritePages(DRAFT_PAGE, 1);
        List<String> lines = LoggedLines.of(SnapshotDelivery.class, this::open);
        assertThat(lines).anyMatch(line -> line.contains("the draft on disk is damaged"));
        assertThat(order()).hasSize(20);
        assertBalanced();
    }

    @Test
    void aTruncatedFileIsReplaced() throws Exception {
        append(Minutes.ofAuctions(500, 0).toArray(AuctionMinute[]::new));
        outbox.close();
        byte[] file = Files.readAllBytes(database());
        Files.write(database(), Arrays.copyOf(file, file.length / 2));
        open();
        takeAllInSpiteOfDamage();
        append(minute("b", 1));
        reopen();
        assertThat(takeAllInSpiteOfDamage()).isPositive();
        assertBalanced();
    }

    @Test
    void atMostThreeDamagedFilesAreKept() throws Exception {
        for (int i = 0; i < 6; i++) {
            outbox.close();
            Files.write(database(), "not a database".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
            open();
        }
        try (var files = Files.list(directory)) {
            assertThat(files.map(Path::toString).filter(name -> name.matches(".*damaged-\\d+\\.db")))
                    .hasSize(3)
                    .anyMatch(name -> name.contains("damaged-6"));
        }
    }

    @Test
    void aTornWalCostsNothingThatWasCommitted() throws Exception {
        append(minute("a", 0), minute("a", 1));
        Path copy = directory.resolve("copy");
        disk.copyTo(directory, copy, new Random(1));
        byte[] garbage = new byte[5_000];
        new Random(1).nextBytes(garbage);
        Files.write(copy.resolve("outbox.db-wal"), garbage, StandardOpenOption.APPEND);
        outbox = open(copy);
        append(minute("a", 2));
        assertThat(order()).containsExactly("a/0", "a/1", "a/2");
        assertThat(outbox.damagedFiles()).isZero();
        assertBalanced();
    }

    @Test
    void aFullDiskRefusesAndKeepsWhatWasCommitted() throws Exception {
        append(minute("a", 0));
        for (FailingDisk.Fault fault : FailingDisk.Fault.values()) {
            if (fault != FailingDisk.Fault.NONE) {
                disk.fault = fault;
                assertThatThrownBy(() -> append(minute("a", 1))).isInstanceOf(SQLException.class);
                assertThatThrownBy(() -> post(1)).isInstanceOf(SQLException.class);
                assertThat(counts(WAITING)).containsExactly(1L);
                assertBalanced();
            }
        }
        assertThat(outbox.failedTransactions()).isEqualTo(4);
        disk.fault = FailingDisk.Fault.NONE;
        append(minute("a", 1));
        reopen();
        assertThat(order()).containsExactly("a/0", "a/1");
        assertBalanced();
    }

    @Test
    void sqlitesOwnAnswerToAFullFileLeavesTheOutboxUsable() throws Exception {
        append(minute("a", 0));
        outbox.close();
        outbox = SnapshotOutbox.open(directory, SMALL_FILE, new DeliveryLog(new ManualOwnerThread()));
        assertThatThrownBy(() -> append(Minutes.ofAuctions(500, 1).toArray(AuctionMinute[]::new)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("full");
        assertThat(order()).containsExactly("a/0");
        append(minute("a", 1));
        reopen();
        append(Minutes.ofAuctions(500, 1).toArray(AuctionMinute[]::new));
        reopen();
        assertThat(counts(WAITING)).containsExactly(502L);
        assertBalanced();
    }

    private Path database() {
        return directory.resolve("outbox.db");
    }

    private void overwritePages(long from, int pages) throws IOException {
        byte[] noise = new byte[4096 * pages];
        new Random(7).nextBytes(noise);
        try (FileChannel channel = FileChannel.open(database(), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(noise), from / 4096 * 4096);
        }
    }

    /** A read that finds the damage fails, and the next one reads the new file. */
    private int takeAllInSpiteOfDamage() throws SQLException {
        for (int attempt = 0; ; attempt++) {
            try {
                return takeAll().size();
            } catch (SQLException e) {
                assertThat(attempt).isLessThan(3);
            }
        }
    }
}

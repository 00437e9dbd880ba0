package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.turnout.socket.delivery.LegacyOutboxReader.Found;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Takes over an outbox that version 0.1 wrote: 20 minutes of a0 to a3, of which the first 10 of a0 were posted, the first
 * three of a1 were refused with 404, the first of a2 with 401; and an unfinished minute of a0 and a3.
 */
class LegacyOutboxReaderTest extends OutboxFixture {

    private Path old;

    @BeforeEach
    void copyFixture() throws IOException {
        old = directory.resolve("old");
        copy(Path.of("src/test/resources/outbox-0.1"), old);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void everythingThatWaitedOrWasSetAsideIsRead() throws IOException {
        List<Found> found = new LegacyOutboxReader(old).read();
        assertThat(byStatus(found)).isEqualTo(Map.of(0, 68L, 404, 3L, 401, 1L));
        assertThat(found)
                .extracting(each -> each.snapshot())
                .contains(Minutes.encoded(Minutes.minute("a0", 20, "run-1", 5)).get(0));
        assertThat(found)
                .noneMatch(each -> each.snapshot().auction().value().equals("a0")
                        && each.snapshot().minute().isBefore(Minutes.BEGIN.plusSeconds(600)));
    }

    @Test
    void theFirstStartStoresThemAndRemovesTheFiles() throws Exception {
        try (SnapshotOutbox taken = open(old)) {
            assertThat(taken.counts().get(StatusCounts.Status.WAITING)).isEqualTo(68);
            assertThat(taken.counts().get(StatusCounts.Status.SET_ASIDE)).isEqualTo(4);
            assertThat(taken.counts().unaccounted()).isZero();
        }
        assertThat(new LegacyOutboxReader(old).exists()).isFalse();
        try (SnapshotOutbox again = open(old)) {
            assertThat(again.counts().sampled()).isEqualTo(72);
        }
    }

    @Test
    void aKillBetweenTheCommitAndTheRemovalDoesNotStoreThemTwice() throws Exception {
        open(old).close();
        insertMarker();
        copyFixture();
        try (SnapshotOutbox again = open(old)) {
            assertThat(again.counts().sampled()).isEqualTo(72);
        }
        assertThat(new LegacyOutboxReader(old).exists()).isFalse();
    }

    @Test
    void aKillBetweenTheRemovalAndTheEndOfTheImportIsNotTakenForAnImportOfLaterFiles() throws Exception {
        open(old).close();
        insertMarker();
        open(old).close();
        copyFixture();
        try (SnapshotOutbox again = open(old)) {
            assertThat(again.counts().sampled()).isEqualTo(144);
        }
    }

    @Test
    void whatVersion01HasStoredAfterAReturnToItIsTakenOverToo() throws Exception {
        open(old).close();
        copyFixture();
        try (SnapshotOutbox again = open(old)) {
            assertThat(again.counts().sampled()).isEqualTo(144);
            assertThat(again.counts().unaccounted()).isZero();
        }
        assertThat(new LegacyOutboxReader(old).exists()).isFalse();
    }

    /** What the commit of an import leaves, until the old files are removed. */
    private void insertMarker() throws SQLException {
        try (Connection connection = SqliteConnection.open(old.resolve("outbox.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM old_outbox_imported");
            statement.execute("INSERT INTO old_outbox_imported VALUES (0)");
        }
    }

    @Test
    void damagedFramesCostOnlyThemselves() throws IOException {
        Path log = old.resolve("0000000000000000000.log");
        flip(log, 5_000);
        byte[] whole = Files.readAllBytes(old.resolve("0000000000000000061.log"));
        Files.write(old.resolve("0000000000000000061.log"), Arrays.copyOf(whole, whole.length - 100));
        assertThat(new LegacyOutboxReader(old).read()).hasSizeBetween(70, 71);
    }

    private static Map<Integer, Long> byStatus(List<Found> found) {
        return found.stream().collect(Collectors.groupingBy(Found::status, TreeMap::new, Collectors.counting()));
    }
}

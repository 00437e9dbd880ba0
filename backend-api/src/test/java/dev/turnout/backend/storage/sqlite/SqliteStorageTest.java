package dev.turnout.backend.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.turnout.backend.storage.Storage;
import dev.turnout.backend.storage.StorageContract;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.sql.SqlDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

class SqliteStorageTest extends StorageContract {

    @Override
    protected Storage open(Path folder) {
        return new SqliteStorage(folder);
    }

    @Test
    void everyConnectionSyncsAtEachCommitAndMindsForeignKeys(@TempDir Path other) {
        SqliteDatabase database = new SqliteDatabase(other.resolve("x.db"));
        database.open();
        try {
            assertThat(pragma(database, "journal_mode")).containsOnly("wal");
            assertThat(pragma(database, "synchronous")).as("FULL").containsOnly("2");
            assertThat(pragma(database, "foreign_keys")).containsOnly("1");
        } finally {
            database.close();
        }
    }

    /** As the writer and as a reader see it. */
    private static List<String> pragma(SqliteDatabase database, String name) {
        SqlDatabase.Work<String> query = handle ->
                handle.createQuery("PRAGMA " + name).mapTo(String.class).one();
        return List.of(database.write(query), database.read(query));
    }

    @Test
    void whatFailsNamesNoneOfTheValuesAndChangesNothing(@TempDir Path other) {
        SqliteDatabase database = new SqliteDatabase(other.resolve("x.db"));
        database.open();
        try {
            assertThatThrownBy(() -> database.write(handle -> {
                        handle.execute("INSERT INTO admin (name, password_hash, created_at) VALUES ('a', 'b', 0)");
                        return handle.createUpdate("INSERT INTO admin (name) VALUES (:name)")
                                .bind("name", "secret-value")
                                .execute();
                    }))
                    .isInstanceOf(StorageException.class)
                    .satisfies(failure -> {
                        StringWriter trace = new StringWriter();
                        failure.printStackTrace(new PrintWriter(trace));
                        assertThat(trace.toString()).contains("NOT NULL").doesNotContain("secret-value");
                    });
            assertThat(database.<Integer>read(handle -> handle.createQuery("SELECT count(*) FROM admin")
                            .mapTo(Integer.class)
                            .one()))
                    .isZero();
        } finally {
            database.close();
        }
    }

    @Test
    void aFullDiskIsAFailureThatPasses(@TempDir Path other) {
        SqliteDatabase database = new SqliteDatabase(other.resolve("x.db"));
        database.open();
        try {
            database.write(handle -> handle.execute("PRAGMA max_page_count = 1"));
            assertThatThrownBy(() -> large(database))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("disk of the database is full");
            database.write(handle -> handle.execute("PRAGMA max_page_count = 100000"));

            assertThat(large(database)).isEqualTo(1);
        } finally {
            database.close();
        }
    }

    private static int large(SqliteDatabase database) {
        return database.<Integer>write(handle -> handle.execute(
                "INSERT INTO admin (name, password_hash, created_at) VALUES ('large', ?, 0)", "x".repeat(1_000_000)));
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed(@TempDir Path other) throws IOException {
        Path file = Files.writeString(other.resolve("file"), "not a folder");

        assertThatThrownBy(() -> new SqliteStorage(file.resolve("data")).start())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.resolve("data").toString())
                .hasMessageContaining("DATA_DIR");
    }

    @Test
    void aFileThatIsNoDatabaseIsNamedAndLeftAsItWas(@TempDir Path other) throws IOException {
        Path file =
                Files.writeString(other.resolve("backend-api.db"), "these are not the bytes of a database".repeat(99));

        assertThatThrownBy(() -> new SqliteStorage(other).start()).isInstanceOf(StorageException.class);
        assertThat(file).content().startsWith("these are not");
    }

    @Test
    void aFileThatIsDeletedWhileItIsOpenIsReported(@TempDir Path other) throws IOException {
        try (SqliteStorage storage = new SqliteStorage(other)) {
            storage.start();
            storage.check();
            Files.delete(other.resolve("backend-api.db"));

            assertThatThrownBy(storage::check)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("deleted");
        }
    }

    @Test
    void nothingIsWrittenToAFileThatIsDeleted(@TempDir Path other) throws IOException {
        try (SqliteStorage storage = new SqliteStorage(other)) {
            storage.start();
            Files.delete(other.resolve("backend-api.db"));

            assertThatThrownBy(() -> storage.deleteSnapshotsBefore(Instant.EPOCH, 1))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("deleted");
        }
    }

    /** The pool opens its connections one after the other, some after the start. */
    @Test
    void aConnectionThatIsOpenedLaterCreatesNoFile(@TempDir Path other) throws IOException {
        Path file = other.resolve("backend-api.db");
        SqliteDatabase database = new SqliteDatabase(file);
        database.open();
        Files.delete(file);
        try {
            database.read(one -> database.read(two -> database.read(three -> database.read(four -> 4))));
        } catch (StorageException expected) {
            // some had not been opened before
        }
        assertThat(file).doesNotExist();
        database.close();
    }

    /** The pages that the check reads may be intact. */
    @Test
    void damageThatARequestMeetsIsReportedFromThenOn(@TempDir Path other) {
        SqliteDatabase database = new SqliteDatabase(other.resolve("backend-api.db"));
        database.open();
        database.check();
        assertThatThrownBy(() -> database.read(handle -> {
                    throw new SQLiteException("malformed", SQLiteErrorCode.SQLITE_CORRUPT);
                }))
                .isInstanceOf(StorageException.class);

        assertThatThrownBy(database::check).isInstanceOf(StorageException.class).hasMessageContaining("damaged");
        database.close();
    }

    @Test
    void aDamagedFileIsNamedAtTheStart(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("backend-api.db"), "no database".repeat(999));
        SqliteDatabase database = new SqliteDatabase(other.resolve("backend-api.db"));

        assertThatThrownBy(database::open).isInstanceOf(StorageException.class).hasMessageContaining("damaged");
    }

    @Test
    void aFileThatIsOverwrittenWhileItIsOpenIsReported(@TempDir Path other) throws IOException {
        try (SqliteStorage storage = new SqliteStorage(other)) {
            storage.start();
            Files.write(
                    other.resolve("backend-api.db"),
                    "no database".repeat(999).getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.WRITE);

            assertThatThrownBy(storage::check)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("damaged");
        }
    }
}

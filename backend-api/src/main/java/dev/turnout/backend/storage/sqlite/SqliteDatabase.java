package dev.turnout.backend.storage.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.turnout.backend.storage.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * The file and the connections to it: one that writes, so that writers queue here in order instead of polling SQLite's
 * lock, and a few that read, which in WAL mode neither wait for the writer nor make it wait.
 */
final class SqliteDatabase {

    private static final int READERS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Path file;
    private @Nullable HikariDataSource writerPool;
    private @Nullable HikariDataSource readerPool;
    private @Nullable Jdbi writer;
    private @Nullable Jdbi readers;

    SqliteDatabase(Path file) {
        this.file = file;
    }

    void open() {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            writerPool = pool("writer", 1, configuration(TransactionMode.IMMEDIATE));
            Flyway.configure()
                    .dataSource(writerPool)
                    .locations("classpath:db/sqlite")
                    .load()
                    .migrate();
            readerPool = pool("readers", READERS, configuration(TransactionMode.DEFERRED));
        } catch (IOException | PoolInitializationException | FlywayException e) {
            close();
            throw new StorageException("cannot open " + file + "; is DATA_DIR a folder this user may write to?", e);
        }
        writer = jdbi(writerPool);
        readers = jdbi(readerPool);
    }

    /** Left to itself, Jdbi writes the arguments of a statement that failed into its message, and so into the log. */
    private static Jdbi jdbi(HikariDataSource pool) {
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return jdbi;
    }

    /**
     * Synchronous FULL, because socket-server forgets a snapshot as soon as it is answered: in WAL mode only FULL syncs
     * at every commit, so that what was answered outlives not just the process but the machine's power too. NORMAL
     * would sync at checkpoints, and a few answered minutes could be gone after a power cut.
     */
    private SQLiteConfig configuration(TransactionMode transactions) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout((int) PATIENCE.toMillis());
        config.enforceForeignKeys(true);
        config.setTransactionMode(transactions);
        return config;
    }

    private HikariDataSource pool(String name, int size, SQLiteConfig sqlite) {
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setMaxLifetime(0); // a connection to a file does not grow stale
        return new HikariDataSource(config);
    }

    <R extends @Nullable Object, X extends Exception> R read(HandleCallback<R, X> query) throws X {
        return guarded(() -> opened(readers).withHandle(query));
    }

    <R extends @Nullable Object, X extends Exception> R write(HandleCallback<R, X> change) throws X {
        return guarded(() -> opened(writer).inTransaction(change));
    }

    private interface Work<R extends @Nullable Object, X extends Exception> {
        R run() throws X;
    }

    private static <R extends @Nullable Object, X extends Exception> R guarded(Work<R, X> work) throws X {
        try {
            return work.run();
        } catch (JdbiException e) {
            throw new StorageException("the database refused: " + e.getMessage(), e);
        }
    }

    private static Jdbi opened(@Nullable Jdbi jdbi) {
        if (jdbi == null) {
            throw new IllegalStateException("the database is not open");
        }
        return jdbi;
    }

    /** Readers first, so that the writer is the last to close and folds the WAL into the file. */
    void close() {
        if (readerPool != null) {
            readerPool.close();
        }
        if (writerPool != null) {
            writerPool.close();
        }
    }
}

package dev.turnout.backend.storage.sqlite;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.sql.SqlDatabase;
import dev.turnout.backend.storage.sql.SqlDialect;
import dev.turnout.process.SqliteLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
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
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.SQLiteOpenMode;

/**
 * The database file and its connections: one that writes, so that writers queue in order instead of polling SQLite's
 * lock, and a few that read, which in WAL mode neither wait for the writer nor make it wait.
 */
public final class SqliteDatabase implements SqlDatabase {

    private static final int READERS = 4;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int WRITER_CACHE_KIB = 32 * 1_024;
    private static final int READER_CACHE_KIB = 4 * 1_024;

    /** The WAL is copied into the file every so many pages; a larger WAL needs fewer writes of the same page. */
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final long WAL_BYTES_KEPT = 64L * 1_024 * 1_024;

    private final Path path;
    private final SqlDialect dialect = new SqliteDialect();
    private final DatabaseCheck check;
    private @Nullable HikariDataSource writerPool;
    private @Nullable HikariDataSource readerPool;
    private @Nullable Jdbi writer;
    private @Nullable Jdbi readers;

    public SqliteDatabase(Path path) {
        this.path = path;
        this.check = new DatabaseCheck(this, path);
    }

    @Override
    public void open() {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent(), "the root is no file");
        try {
            Files.createDirectories(directory);
            loadLibrary(directory);
            writerPool = pool("writer", 1, configuration(TransactionMode.IMMEDIATE, WRITER_CACHE_KIB));
            Flyway.configure()
                    .dataSource(writerPool)
                    .locations("classpath:db/sqlite")
                    .javaMigrations(new MoveSnapshots())
                    .load()
                    .migrate();
            readerPool = pool("readers", READERS, configuration(TransactionMode.DEFERRED, READER_CACHE_KIB));
        } catch (IOException | PoolInitializationException | FlywayException e) {
            close();
            String reason = SqliteFailure.isDamage(e)
                    ? ": " + SqliteFailure.DAMAGED
                    : "; is DATA_DIR a folder this user may write to?";
            throw new StorageException("cannot open " + path + reason, e);
        }
        writer = jdbi(writerPool);
        readers = jdbi(readerPool);
        check.opened();
    }

    private static void loadLibrary(Path directory) {
        try {
            SqliteLibrary.load(directory, SQLiteJDBCLoader::initialize);
        } catch (IOException e) {
            throw new StorageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** By default Jdbi includes the arguments of a failed statement in its message, which is logged. */
    private static Jdbi jdbi(HikariDataSource pool) {
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return jdbi;
    }

    /**
     * Synchronous FULL, because socket-server deletes a snapshot as soon as it is answered: in WAL mode only FULL syncs
     * at every commit, so that an answered snapshot survives a power failure. NORMAL syncs at checkpoints only, and the
     * answered minutes since the last one could be lost.
     */
    private static SQLiteConfig configuration(TransactionMode transactions, int cacheKib) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setBusyTimeout((int) TIMEOUT.toMillis());
        config.enforceForeignKeys(true);
        config.setTransactionMode(transactions);
        config.setCacheSize(-cacheKib);
        config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, Long.toString(WAL_BYTES_KEPT));
        return config;
    }

    private HikariDataSource pool(String name, int size, SQLiteConfig sqlite) {
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + path);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(TIMEOUT.toMillis());
        config.setMaxLifetime(0); // a connection to a file does not expire
        config.setConnectionInitSql("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        HikariDataSource pool = new HikariDataSource(config);
        // The pool opens further connections later. They must not put an empty file in the place of a deleted one.
        sqlite.resetOpenMode(SQLiteOpenMode.CREATE);
        return pool;
    }

    @Override
    public <R extends @Nullable Object> R read(Work<R> work) {
        try {
            return opened(readers).inTransaction(work::run);
        } catch (JdbiException | SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public <R extends @Nullable Object> R write(Work<R> work) {
        check.checkFile();
        try {
            return opened(writer).inTransaction(work::run);
        } catch (JdbiException | SQLException e) {
            throw failure(e);
        }
    }

    private StorageException failure(Exception e) {
        if (SqliteFailure.isDamage(e)) {
            check.foundDamage();
        }
        return SqliteFailure.of(e);
    }

    private static Jdbi opened(@Nullable Jdbi jdbi) {
        if (jdbi == null) {
            throw new IllegalStateException("the database is not open");
        }
        return jdbi;
    }

    @Override
    public void check() {
        check.run();
    }

    @Override
    public boolean isAboutTheData(StorageException failure) {
        return SqliteFailure.isAboutTheData(failure);
    }

    @Override
    public SqlDialect dialect() {
        return dialect;
    }

    /** Readers first, so that the writer is the last to close and copies the WAL into the file. */
    @Override
    public void close() {
        if (readerPool != null) {
            readerPool.close();
        }
        if (writerPool != null) {
            writerPool.close();
        }
    }
}

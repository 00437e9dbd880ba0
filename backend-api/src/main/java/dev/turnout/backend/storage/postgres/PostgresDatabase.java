package dev.turnout.backend.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.turnout.backend.storage.StorageException;
import dev.turnout.backend.storage.sql.SqlDatabase;
import dev.turnout.backend.storage.sql.SqlDialect;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The connections to a PostgreSQL server: one that writes, and some that read. */
final class PostgresDatabase implements SqlDatabase {

    private static final int READERS = 8;
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);

    private final PostgresUrl url;
    private final PostgresDialect dialect = new PostgresDialect();
    private @Nullable HikariDataSource writerPool;
    private @Nullable HikariDataSource readerPool;
    private @Nullable Jdbi writer;
    private @Nullable Jdbi readers;

    PostgresDatabase(PostgresUrl url) {
        this.url = url;
    }

    @Override
    public void open() {
        try {
            writerPool = pool("writer", 1);
            Flyway.configure()
                    .dataSource(source()) // not the pool of one: Flyway needs a second connection for its lock
                    .locations("classpath:db/postgres")
                    .load()
                    .migrate();
            readerPool = pool("readers", READERS);
        } catch (PoolInitializationException | FlywayException e) {
            close();
            throw new StorageException(
                    "cannot open the database of DATABASE_URL: " + PostgresFailure.reasonAtStart(e, url), e);
        }
        writer = jdbi(writerPool);
        readers = jdbi(readerPool);
    }

    private static Jdbi jdbi(HikariDataSource pool) {
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return jdbi;
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        source.setUser(url.user());
        source.setPassword(url.password());
        source.setApplicationName("turnout");
        source.setConnectTimeout((int) TIMEOUT.toSeconds());
        source.setSocketTimeout((int) STATEMENT_TIMEOUT.toSeconds());
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false); // the detail contains stored values
        return source;
    }

    private HikariDataSource pool(String name, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source());
        config.setPoolName(name);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(TIMEOUT.toMillis());
        return new HikariDataSource(config);
    }

    @Override
    public void check() {
        int unused = write(handle -> handle.execute("UPDATE write_check SET n = n + 1 WHERE id = 1"));
    }

    @Override
    public <R extends @Nullable Object> R read(Work<R> work) {
        try {
            return opened(readers).inTransaction(work::run);
        } catch (JdbiException | SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public <R extends @Nullable Object> R write(Work<R> work) {
        try {
            return opened(writer).inTransaction(work::run);
        } catch (JdbiException | SQLException e) {
            dialect.forgetPartitions();
            throw failed(e);
        }
    }

    /**
     * After a lost connection all others are replaced too: a pool does not test those that were used within the last
     * half second, and so would hand out the dead ones of a server that is running again.
     */
    private StorageException failed(Exception failure) {
        if (PostgresFailure.isConnectionLost(failure)) {
            Stream.of(opened(writerPool), opened(readerPool))
                    .map(HikariDataSource::getHikariPoolMXBean)
                    .forEach(HikariPoolMXBean::softEvictConnections);
        }
        return new StorageException(PostgresFailure.reason(failure), failure);
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the database is not open");
        }
        return part;
    }

    @Override
    public boolean isAboutTheData(StorageException failure) {
        return PostgresFailure.isAboutTheData(failure);
    }

    @Override
    public SqlDialect dialect() {
        return dialect;
    }

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

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
import java.util.Map;
import java.util.Set;
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

    /** Class 08 (connection exception), and the server's shutdown, crash and start. */
    private static final Set<String> CONNECTION_LOST = Set.of("08", "57P01", "57P02", "57P03");

    /** Reasons by SQLSTATE or its class; the longest match counts. */
    private static final Map<String, String> REASONS = Map.of(
            "08", "the database server cannot be reached",
            "57P01", "the database server is stopping",
            "57P02", "the database server has crashed",
            "57P03", "the database server is starting",
            "28", "the database server refuses user or password",
            "3D", "the database does not exist on the server",
            "53100", "the disk of the database server is full",
            "53", "the database server has too few resources",
            "25006", "the database server is read-only");

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
            throw new StorageException("cannot open the database of DATABASE_URL: " + reason(e), e);
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
        if (CONNECTION_LOST.stream().anyMatch(sqlState(failure)::startsWith)) {
            Stream.of(opened(writerPool), opened(readerPool))
                    .map(HikariDataSource::getHikariPoolMXBean)
                    .forEach(HikariPoolMXBean::softEvictConnections);
        }
        return new StorageException(reason(failure), failure);
    }

    private static <T> T opened(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("the database is not open");
        }
        return part;
    }

    private static String reason(Exception failure) {
        String state = sqlState(failure);
        for (int length = state.length(); length >= 2; length--) {
            String reason = REASONS.get(state.substring(0, length));
            if (reason != null) {
                return reason;
            }
        }
        return state.isEmpty() ? "the database server cannot be reached" : "the database failed with SQLSTATE " + state;
    }

    private static String sqlState(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    /** Classes 22 (data exception) and 23 (integrity constraint violation). */
    @Override
    public boolean isAboutTheData(StorageException failure) {
        String state = sqlState(failure);
        return state.startsWith("22") || state.startsWith("23");
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

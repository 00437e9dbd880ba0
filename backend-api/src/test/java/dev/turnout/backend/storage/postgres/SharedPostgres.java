package dev.turnout.backend.storage.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** One server for all tests of a JVM; each test has a database of its own. */
public final class SharedPostgres {

    private static final AtomicInteger databases = new AtomicInteger();
    private static @Nullable PostgresServer server;

    private SharedPostgres() {}

    /** Skips the test when no PostgreSQL is installed. */
    public static synchronized PostgresUrl newDatabase() {
        return server().database("test" + databases.incrementAndGet());
    }

    /** Skips the test when no PostgreSQL is installed. */
    static synchronized PostgresServer server() {
        try {
            Optional<Path> binaries = PostgresServer.installed();
            Assumptions.assumeTrue(binaries.isPresent(), "PostgreSQL is not installed");
            if (server == null) {
                PostgresServer started = PostgresServer.start(binaries.orElseThrow());
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(started), "stop postgres"));
                server = started;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return server;
    }

    private static void close(PostgresServer started) {
        try {
            started.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

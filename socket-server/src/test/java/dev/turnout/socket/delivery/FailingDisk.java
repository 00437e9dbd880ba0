package dev.turnout.socket.delivery;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Opens real SQLite connections whose statements can fail, or end the process before or after any of them. The files of
 * the ended process are copied, as a new process would find them.
 */
final class FailingDisk implements OutboxDatabase.Connector {

    /** Stands for the end of the process: nothing that follows happens. */
    static final class Killed extends Error {
        Killed() {
            super("killed");
        }
    }

    enum Fault {
        NONE("", 0),
        FULL("[SQLITE_FULL] database or disk is full", 13),
        IO_ERROR("[SQLITE_IOERR] disk I/O error", 10);

        private final String message;
        private final int code;

        Fault(String message, int code) {
            this.message = message;
            this.code = code;
        }
    }

    private int stepsToLive = Integer.MAX_VALUE;
    private boolean killed;
    private boolean killedAtCommit;
    private long walBeforeCommit;
    private @Nullable Connection real;
    private @Nullable Path wal;
    Fault fault = Fault.NONE;
    int commits;

    void killAfter(int steps) {
        stepsToLive = steps;
    }

    @Override
    public Connection connect(Path file) throws SQLException {
        killed = false;
        killedAtCommit = false;
        wal = Path.of(file + "-wal");
        real = SqliteConnection.open(file);
        return proxy(Connection.class, real);
    }

    /** What a new process finds. The commit during which the process ended may be torn. */
    void copyTo(Path from, Path to, RandomGenerator random) throws IOException {
        Files.createDirectories(to);
        for (String name : new String[] {"outbox.db", "outbox.db-wal"}) {
            if (Files.exists(from.resolve(name))) {
                Files.copy(from.resolve(name), to.resolve(name));
            }
        }
        if (killedAtCommit && random.nextBoolean()) {
            try (FileChannel copy = FileChannel.open(to.resolve("outbox.db-wal"), StandardOpenOption.WRITE)) {
                long written = Math.max(0, copy.size() - walBeforeCommit);
                copy.truncate(walBeforeCommit + (written > 0 ? random.nextLong(written) : 0));
            }
        }
        stepsToLive = Integer.MAX_VALUE;
        closeQuietly();
    }

    private void closeQuietly() {
        try {
            if (real != null) {
                real.close();
            }
        } catch (SQLException e) {
            // The test goes on with the copy.
        }
    }

    private void step(boolean commit) {
        if (killed || --stepsToLive <= 0) {
            killedAtCommit |= commit && !killed;
            killed = true;
            throw new Killed();
        }
    }

    private <T> T proxy(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> call(target, method, arguments)));
    }

    private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        String name = method.getName();
        String sql = name.equals("execute") && arguments != null ? String.valueOf(arguments[0]) : "";
        boolean writes = name.equals("executeUpdate") || name.equals("execute");
        boolean commit = sql.equals("COMMIT");
        if (killed) {
            throw new Killed();
        }
        if (writes) {
            step(false);
        }
        if (commit) {
            if (fault != Fault.NONE) {
                throw new SQLException(fault.message, "", fault.code);
            }
            walBeforeCommit = size();
            commits++;
        }
        Object result = invoke(target, method, arguments);
        if (writes) {
            step(commit);
        }
        if (result instanceof PreparedStatement statement) {
            return proxy(PreparedStatement.class, statement);
        }
        return result instanceof Statement statement ? proxy(Statement.class, statement) : result;
    }

    private long size() throws IOException {
        Path file = wal;
        return file != null && Files.exists(file) ? Files.size(file) : 0;
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

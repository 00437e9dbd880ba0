package dev.turnout.socket.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prepared statements of a connection, also when they fail. */
class SqliteConnectionTest {

    private static final String OVERFLOW = "SELECT abs(?)";

    @TempDir
    Path directory;

    private final List<PreparedStatement> prepared = new ArrayList<>();

    @Test
    void aQueryThatFailsIsClosedAndPreparedAgain() throws Exception {
        try (SqliteConnection db = new SqliteConnection(recording(SqliteConnection.open(directory.resolve("a.db"))))) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> db.number(OVERFLOW, Long.MIN_VALUE)).isInstanceOf(SQLException.class);
            }
            assertThat(db.number(OVERFLOW, -1)).isEqualTo(1);
            assertThat(prepared).hasSize(4);
            for (PreparedStatement failed : prepared.subList(0, 3)) {
                assertThat(failed.isClosed()).isTrue();
            }
        }
    }

    private Connection recording(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        if (result instanceof PreparedStatement statement) {
                            prepared.add(statement);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

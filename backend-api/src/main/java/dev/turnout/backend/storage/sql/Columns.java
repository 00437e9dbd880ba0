package dev.turnout.backend.storage.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.turnout.model.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Conversions between column values and instants, nullable numbers and JSON. */
final class Columns {

    private Columns() {}

    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return Instant.ofEpochMilli(row.getLong(column));
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    static @Nullable Integer integerOrNull(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return isNull(row, value == 0) ? null : value;
    }

    static @Nullable Integer integerOrNull(ResultSet row, int column) throws SQLException {
        int value = row.getInt(column);
        return isNull(row, value == 0) ? null : value;
    }

    static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return isNull(row, value == 0) ? null : value;
    }

    static @Nullable Double doubleOrNull(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return isNull(row, value == 0) ? null : value;
    }

    /** JDBC returns 0 for NULL. Whether it was NULL takes SQLite as long as the value. */
    private static boolean isNull(ResultSet row, boolean zero) throws SQLException {
        return zero && row.wasNull();
    }

    static void set(PreparedStatement statement, int parameter, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(parameter, Types.NULL);
        } else {
            statement.setObject(parameter, value);
        }
    }

    static @Nullable String json(@Nullable Object value) {
        try {
            return value == null ? null : Json.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of numbers cannot be written as JSON", e);
        }
    }

    /** A type of JSON in a column; its reader is made once. */
    static final class JsonType<T> {

        private final ObjectReader reader;

        JsonType(TypeReference<T> type) {
            this.reader = Json.MAPPER.readerFor(type);
        }
    }

    static <T> @Nullable T parsed(@Nullable String text, JsonType<T> type) throws SQLException {
        try {
            return text == null ? null : type.reader.readValue(text);
        } catch (JsonProcessingException e) {
            throw new SQLException("a row contains invalid JSON", e);
        }
    }
}

package dev.turnout.backend.storage.sqlite;

import dev.turnout.backend.storage.sql.SqlDialect;
import java.sql.Connection;

/** SQLite: one process, one table, sketches apart, since a row with a sketch fills half a page. */
final class SqliteDialect implements SqlDialect {

    @Override
    public boolean sketchesApart() {
        return true;
    }

    /** The rows come in the order of the primary key, which begins with the auction and the time. */
    @Override
    public String joined(String expression) {
        return "group_concat(" + expression + ", ' ')";
    }

    @Override
    public String forUpdate() {
        return "";
    }

    @Override
    public void prepareFor(Connection connection, long epochSecond) {}

    @Override
    public int dropBefore(Connection connection, long epochSecond) {
        return 0;
    }
}

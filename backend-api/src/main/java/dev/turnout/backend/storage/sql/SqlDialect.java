package dev.turnout.backend.storage.sql;

import java.sql.Connection;
import java.sql.SQLException;

/** The differences between the databases in SQL and in the layout of the table {@code snapshot}. */
public interface SqlDialect {

    /** Whether sketches are in {@code snapshot_sketch}, referred to by {@code sketch_id}, or in the snapshot's row. */
    boolean sketchesApart();

    /** Joins rows into one text, separated by spaces and ordered by time. */
    String joined(String expression);

    /** Follows a query by which rows are locked until the end of the transaction; empty when one process writes. */
    String forUpdate();

    /** Prepares the tables for a snapshot of a time, within the transaction that inserts it. */
    void prepareFor(Connection connection, long epochSecond) throws SQLException;

    /** Deletes snapshots before a time by dropping whole tables, with their roll-ups; returns how many. */
    int dropBefore(Connection connection, long epochSecond) throws SQLException;
}

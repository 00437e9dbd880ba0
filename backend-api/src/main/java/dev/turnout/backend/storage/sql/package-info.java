/** {@link dev.turnout.backend.storage.Storage} in a database that is reached over JDBC; shared by SQLite and PostgreSQL. */
@NullMarked
package dev.turnout.backend.storage.sql;

import org.jspecify.annotations.NullMarked;

/** {@link dev.turnout.backend.storage.Storage} in one SQLite file. */
@NullMarked
package dev.turnout.backend.storage.sqlite;

import org.jspecify.annotations.NullMarked;

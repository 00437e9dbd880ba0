/** Keeps everything in one SQLite file. */
@NullMarked
package dev.turnout.backend.storage.sqlite;

import org.jspecify.annotations.NullMarked;

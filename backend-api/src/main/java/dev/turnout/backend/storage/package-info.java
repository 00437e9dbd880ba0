/** Stored data and the one interface behind which it is stored; one folder for each database. */
@NullMarked
package dev.turnout.backend.storage;

import org.jspecify.annotations.NullMarked;

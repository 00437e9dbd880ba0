/** {@link dev.turnout.backend.storage.Storage} in PostgreSQL. */
@NullMarked
package dev.turnout.backend.storage.postgres;

import org.jspecify.annotations.NullMarked;

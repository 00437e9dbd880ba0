@NullMarked
package dev.turnout.backend.storage.sql;

import org.jspecify.annotations.NullMarked;

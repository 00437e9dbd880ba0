@NullMarked
package dev.turnout.backend.storage.postgres;

import org.jspecify.annotations.NullMarked;

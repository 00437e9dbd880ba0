/** Targets of {@code scripts/fuzz}, and their short form among the tests. */
@NullMarked
package dev.turnout.testkit.fuzz;

import org.jspecify.annotations.NullMarked;

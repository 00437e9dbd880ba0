/** Copies everything from one database into another. */
@NullMarked
package dev.turnout.backend.migration;

import org.jspecify.annotations.NullMarked;

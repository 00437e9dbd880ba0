/** Helpers for log lines. */
@NullMarked
package dev.turnout.logging;

import org.jspecify.annotations.NullMarked;

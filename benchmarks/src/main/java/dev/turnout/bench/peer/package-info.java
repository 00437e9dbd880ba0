/** The servers that can be measured, and how one of them is started, controlled and stopped. */
@NullMarked
package dev.turnout.bench.peer;

import org.jspecify.annotations.NullMarked;

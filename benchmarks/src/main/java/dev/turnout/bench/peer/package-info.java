/** Which servers can be measured, and how one of them is started, asked and stopped. */
@NullMarked
package dev.turnout.bench.peer;

import org.jspecify.annotations.NullMarked;

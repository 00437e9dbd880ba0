/** The load generator's processes as one: commands out, what the sessions saw back. */
@NullMarked
package dev.turnout.bench.load;

import org.jspecify.annotations.NullMarked;

/** Many clients that connect, lose connections and recover for a long time, every delivery checked. */
@NullMarked
package dev.turnout.engine.soak;

import org.jspecify.annotations.NullMarked;

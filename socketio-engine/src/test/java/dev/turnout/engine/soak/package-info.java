/** Hours of a crowd's life, every delivery checked. */
@NullMarked
package dev.turnout.engine.soak;

import org.jspecify.annotations.NullMarked;

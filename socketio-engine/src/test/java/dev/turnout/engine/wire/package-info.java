/** The engine as its clients see it: real sockets on port 0, every byte written and read by hand. */
@NullMarked
package dev.turnout.engine.wire;

import org.jspecify.annotations.NullMarked;

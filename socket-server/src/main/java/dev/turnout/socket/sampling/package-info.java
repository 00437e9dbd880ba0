/** The count, read on the clock, and the minutes that are made of it. */
@NullMarked
package dev.turnout.socket.sampling;

import org.jspecify.annotations.NullMarked;

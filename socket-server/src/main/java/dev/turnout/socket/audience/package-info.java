/**
 * Which sessions watch which auction: state, input and the time in, counts out. No socket, clock, thread, log or JSON here.
 *
 * <p>Everything in it belongs to the audience thread, see {@code docs/THREADS.md}.
 */
@NullMarked
package dev.turnout.socket.audience;

import org.jspecify.annotations.NullMarked;

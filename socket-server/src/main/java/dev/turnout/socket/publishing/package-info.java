/** When a room's count goes out, and what goes with it. */
@NullMarked
package dev.turnout.socket.publishing;

import org.jspecify.annotations.NullMarked;

/** When a room's count is sent, and what is sent with it. */
@NullMarked
package dev.turnout.socket.publishing;

import org.jspecify.annotations.NullMarked;

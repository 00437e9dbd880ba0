/** Threads with a role: each owns what only it may touch. This is the seam at which tests take time into their hands. */
@NullMarked
package dev.turnout.socket.thread;

import org.jspecify.annotations.NullMarked;

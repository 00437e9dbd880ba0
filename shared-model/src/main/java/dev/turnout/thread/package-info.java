/** Threads with a role name. Each owns state that no other thread may touch; others send it tasks. */
@NullMarked
package dev.turnout.thread;

import org.jspecify.annotations.NullMarked;

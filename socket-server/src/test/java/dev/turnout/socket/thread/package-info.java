@NullMarked
package dev.turnout.socket.thread;

import org.jspecify.annotations.NullMarked;

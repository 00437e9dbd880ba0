@NullMarked
package dev.turnout.socket.sampling;

import org.jspecify.annotations.NullMarked;

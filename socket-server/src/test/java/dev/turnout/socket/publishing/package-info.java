@NullMarked
package dev.turnout.socket.publishing;

import org.jspecify.annotations.NullMarked;

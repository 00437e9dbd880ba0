@NullMarked
package dev.turnout.socket.audience;

import org.jspecify.annotations.NullMarked;

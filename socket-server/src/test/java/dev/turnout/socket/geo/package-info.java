@NullMarked
package dev.turnout.socket.geo;

import org.jspecify.annotations.NullMarked;

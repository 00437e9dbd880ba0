@NullMarked
package dev.turnout.socket.gateway;

import org.jspecify.annotations.NullMarked;

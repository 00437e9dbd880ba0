/** Maps Socket.IO events and HTTP routes to the audience; no other package does. */
@NullMarked
package dev.turnout.socket.gateway;

import org.jspecify.annotations.NullMarked;

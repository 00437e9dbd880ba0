/** The only map from what comes over the wire, Socket.IO events and HTTP routes, to the audience. */
@NullMarked
package dev.turnout.socket.gateway;

import org.jspecify.annotations.NullMarked;

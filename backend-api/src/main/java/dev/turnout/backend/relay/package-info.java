/** Requests to socket-server: events for rooms, current counts. */
@NullMarked
package dev.turnout.backend.relay;

import org.jspecify.annotations.NullMarked;

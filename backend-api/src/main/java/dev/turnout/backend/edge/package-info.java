/**
 * Jetty handlers between the connections and the routes. They bound what one client can hold: connections, time for a
 * body, unread responses, threads.
 */
@NullMarked
package dev.turnout.backend.edge;

import org.jspecify.annotations.NullMarked;

/** The real Socket.IO clients, and the line between them and a server. */
@NullMarked
package dev.turnout.engine.clients;

import org.jspecify.annotations.NullMarked;

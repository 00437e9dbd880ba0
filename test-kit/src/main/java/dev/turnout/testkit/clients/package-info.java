/** The real Socket.IO clients, each driven through {@link dev.turnout.testkit.clients.RealClient}. */
@NullMarked
package dev.turnout.testkit.clients;

import org.jspecify.annotations.NullMarked;

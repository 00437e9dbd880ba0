/** What socket-server is asked: send this to the room, and how many are watching. */
@NullMarked
package dev.turnout.backend.relay;

import org.jspecify.annotations.NullMarked;

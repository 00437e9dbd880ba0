/** Blocking TCP, HTTP/1.1 and WebSocket connections that send exactly the given bytes. */
@NullMarked
package dev.turnout.testkit.raw;

import org.jspecify.annotations.NullMarked;

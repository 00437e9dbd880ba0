/** The country of an address, from a file; no address is stored or logged. */
@NullMarked
package dev.turnout.socket.geo;

import org.jspecify.annotations.NullMarked;

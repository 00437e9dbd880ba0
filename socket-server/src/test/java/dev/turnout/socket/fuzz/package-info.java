/** The parsers of untrusted text under random input. */
@NullMarked
package dev.turnout.socket.fuzz;

import org.jspecify.annotations.NullMarked;

/** Every limit per client address and in total, in one ledger. */
@NullMarked
package dev.turnout.socket.admission;

import org.jspecify.annotations.NullMarked;

/** Counts open connections and sessions per client address and in total: the engine's own {@code ConnectionLedger}. */
@NullMarked
package dev.turnout.engine.ledger;

import org.jspecify.annotations.NullMarked;

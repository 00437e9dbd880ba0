@NullMarked
package dev.turnout.engine.ledger;

import org.jspecify.annotations.NullMarked;

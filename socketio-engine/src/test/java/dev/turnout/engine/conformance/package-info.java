/** A bare server for anyone's protocol suite. */
@NullMarked
package dev.turnout.engine.conformance;

import org.jspecify.annotations.NullMarked;

/** Runs the scenarios over the peers and writes down what came of it. */
@NullMarked
package dev.turnout.bench;

import org.jspecify.annotations.NullMarked;

/** Measures several socket-servers on one Redis. */
@NullMarked
package dev.turnout.bench.cluster;

import org.jspecify.annotations.NullMarked;

/** What is done to a peer, and which figures come of it. */
@NullMarked
package dev.turnout.bench.scenario;

import org.jspecify.annotations.NullMarked;

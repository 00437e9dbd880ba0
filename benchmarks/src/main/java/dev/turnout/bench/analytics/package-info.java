/** Measures the analytics of backend-api: intake of snapshots, charts and the list, on a stated data set. */
@NullMarked
package dev.turnout.bench.analytics;

import org.jspecify.annotations.NullMarked;

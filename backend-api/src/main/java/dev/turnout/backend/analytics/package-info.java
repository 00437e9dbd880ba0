/** Minutes in, curves and figures out: what a snapshot must be, the roll-up, the summary, the end of old minutes. */
@NullMarked
package dev.turnout.backend.analytics;

import org.jspecify.annotations.NullMarked;

/** Validation of snapshots, charts, summaries and lots computed from them, and retention. */
@NullMarked
package dev.turnout.backend.analytics;

import org.jspecify.annotations.NullMarked;

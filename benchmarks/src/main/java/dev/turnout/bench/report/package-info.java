/** Figures over rounds: median and spread, as Markdown and JSON. */
@NullMarked
package dev.turnout.bench.report;

import org.jspecify.annotations.NullMarked;

/** Figures of the operating system about a process, and the end of every process that was started. */
@NullMarked
package dev.turnout.bench.process;

import org.jspecify.annotations.NullMarked;

/** Start and stop of a server process: command line, signals, exit codes, the data directory. */
@NullMarked
package dev.turnout.process;

import org.jspecify.annotations.NullMarked;

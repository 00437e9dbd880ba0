/** Starts the servers as processes and drives clients against them; acceptance/README.md is the introduction. */
@NullMarked
package dev.turnout.acceptance.kit;

import org.jspecify.annotations.NullMarked;

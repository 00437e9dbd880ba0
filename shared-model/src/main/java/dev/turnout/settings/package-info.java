/** Reading the servers' settings from the environment or a file, all problems in one list. */
@NullMarked
package dev.turnout.settings;

import org.jspecify.annotations.NullMarked;

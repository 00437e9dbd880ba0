@NullMarked
package dev.turnout.process;

import org.jspecify.annotations.NullMarked;

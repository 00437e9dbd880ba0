@NullMarked
package dev.turnout.engine.leaks;

import org.jspecify.annotations.NullMarked;

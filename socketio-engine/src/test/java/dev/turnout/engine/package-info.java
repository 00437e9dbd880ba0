@NullMarked
package dev.turnout.engine;

import org.jspecify.annotations.NullMarked;

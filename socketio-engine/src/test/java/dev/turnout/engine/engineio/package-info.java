@NullMarked
package dev.turnout.engine.engineio;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.turnout.engine.loop;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.turnout.engine.nettysocketio;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.turnout.socket;

import org.jspecify.annotations.NullMarked;

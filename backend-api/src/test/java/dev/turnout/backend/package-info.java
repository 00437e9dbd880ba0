@NullMarked
package dev.turnout.backend;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.turnout.backend.edge;

import org.jspecify.annotations.NullMarked;

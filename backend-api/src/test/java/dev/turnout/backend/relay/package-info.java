@NullMarked
package dev.turnout.backend.relay;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.turnout.backend.migration;

import org.jspecify.annotations.NullMarked;

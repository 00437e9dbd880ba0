@NullMarked
package dev.turnout.backend.analytics;

import org.jspecify.annotations.NullMarked;

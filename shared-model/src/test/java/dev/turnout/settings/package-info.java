@NullMarked
package dev.turnout.settings;

import org.jspecify.annotations.NullMarked;

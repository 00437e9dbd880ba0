@NullMarked
package dev.turnout.backend.storage;

import org.jspecify.annotations.NullMarked;

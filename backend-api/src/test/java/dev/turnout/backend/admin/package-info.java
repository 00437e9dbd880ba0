@NullMarked
package dev.turnout.backend.admin;

import org.jspecify.annotations.NullMarked;

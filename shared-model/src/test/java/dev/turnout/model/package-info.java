@NullMarked
package dev.turnout.model;

import org.jspecify.annotations.NullMarked;

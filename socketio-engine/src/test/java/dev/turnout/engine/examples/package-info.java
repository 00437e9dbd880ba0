/** Short servers that show one thing each; the README of this module shows their central lines. */
@NullMarked
package dev.turnout.engine.examples;

import org.jspecify.annotations.NullMarked;

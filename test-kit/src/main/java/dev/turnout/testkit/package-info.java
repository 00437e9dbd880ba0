/** Clients and helpers for tests of any module. */
@NullMarked
package dev.turnout.testkit;

import org.jspecify.annotations.NullMarked;

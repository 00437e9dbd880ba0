/** The routing table, the rights that each route requires, and problem documents for every failure. */
@NullMarked
package dev.turnout.backend.http;

import org.jspecify.annotations.NullMarked;

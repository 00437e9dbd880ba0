/** What every engine promises, asked of each with real clients. */
@NullMarked
package dev.turnout.engine.contract;

import org.jspecify.annotations.NullMarked;

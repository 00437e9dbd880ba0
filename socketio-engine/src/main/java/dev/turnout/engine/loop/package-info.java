/** What belongs to one event loop: its deadlines and the counting of what happens on it. */
@NullMarked
package dev.turnout.engine.loop;

import org.jspecify.annotations.NullMarked;

/** What belongs to one event loop: deadlines, rates, random ids. */
@NullMarked
package dev.turnout.engine.loop;

import org.jspecify.annotations.NullMarked;

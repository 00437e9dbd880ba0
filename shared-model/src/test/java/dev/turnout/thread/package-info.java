@NullMarked
package dev.turnout.thread;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.turnout.engine.http;

import org.jspecify.annotations.NullMarked;
